// SPDX-License-Identifier: Apache-2.0
import { Card, Skeleton, Typography } from 'antd';
import { Link } from 'react-router';
import { percent } from '@/shared/format';
import { text } from '@/shared/text';
import { useDashboards } from './HealthEngines';
import type { HostHealth } from './health';
import { LevelMark } from './PanelStat';

const words = text.health.hosts;

function Host({ host, address }: { host: HostHealth; address: string }) {
  return (
    <li className="h-host">
      <span className="h-host-name">
        <LevelMark level={host.level} />{' '}
        <Link to={address} aria-label={words.dashboardOf(host.name)}>
          {host.name}
        </Link>
      </span>
      <dl>
        {host.measures.map(({ measure, share, level, place }) => (
          <div key={measure} data-level={level}>
            <dt>
              {words[measure]}
              {place && <code> {place}</code>}
            </dt>
            <dd>
              {percent(share, 1)}
              <span className="h-bar" aria-hidden="true">
                <span style={{ width: `${Math.min(100, 100 * share)}%` }} />
              </span>
            </dd>
          </div>
        ))}
      </dl>
    </li>
  );
}

/** Hosts on which the agent runs. */
export function Hosts({ hosts, env, isPending }: { hosts: HostHealth[]; env: string; isPending: boolean }) {
  const dashboard = useDashboards(env);
  return (
    <Card size="small" title={<h2 className="b-title">{words.title}</h2>} styles={{ body: { padding: 0 } }}>
      {isPending && <Skeleton active title={false} paragraph={{ rows: 3 }} style={{ padding: 16 }} />}
      {!isPending && hosts.length === 0 && (
        <Typography.Text type="secondary" className="h-note">
          {words.empty} <code className="t-code">{words.emptyCommand}</code>, {words.emptyText}
        </Typography.Text>
      )}
      {hosts.length > 0 && (
        <ul className="t-list" aria-label={words.list}>
          {hosts.map((host) => (
            <Host key={host.name} host={host} address={dashboard('host', { 'var-instance': host.name })} />
          ))}
        </ul>
      )}
    </Card>
  );
}
