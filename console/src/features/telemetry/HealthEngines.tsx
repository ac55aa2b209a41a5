// SPDX-License-Identifier: Apache-2.0
import { Card, Skeleton, Typography } from 'antd';
import { Link } from 'react-router';
import { changed, useParameters } from '@/shared/params';
import { text } from '@/shared/text';
import { DASHBOARDS, type EngineHealth } from './health';
import { LevelMark } from './PanelStat';

const words = text.health.engines;

/** The address of a dashboard that came along, of the same time. */
export function useDashboards(env: string): (name: string, chosen?: Record<string, string>) => string {
  const [params] = useParameters();
  return (name, chosen = {}) =>
    `/dashboards/${name}?${changed(new URLSearchParams(), { env, span: params.get('span') ?? undefined, ...chosen })}`;
}

/** Engines that are watched by exporters, gateways, and where more is known of them. */
export function Engines({ engines, env, isPending }: { engines: EngineHealth[]; env: string; isPending: boolean }) {
  const dashboard = useDashboards(env);
  return (
    <Card size="small" title={<h2 className="b-title">{words.title}</h2>} styles={{ body: { padding: 0 } }}>
      {isPending && <Skeleton active title={false} paragraph={{ rows: 2 }} style={{ padding: 16 }} />}
      {!isPending && engines.length === 0 && (
        <Typography.Text type="secondary" className="h-note">
          {words.empty}
        </Typography.Text>
      )}
      {engines.length > 0 && (
        <ul className="t-list" aria-label={words.list}>
          {engines.map(({ key, kind, name, level, reason }) => (
            <li key={key} className="h-row">
              <span className="h-mark">
                <LevelMark level={level} />
              </span>
              <span className="h-what">
                <Link to={dashboard(DASHBOARDS[kind] ?? '', kind === 'gateway' ? {} : { 'var-instance': name })}>
                  {words.kinds[kind] ?? kind}
                </Link>
                <span className="b-hint">{name}</span>
              </span>
              <span className="h-facts">
                <span className="h-reason" data-level={level}>
                  {reason}
                </span>
              </span>
            </li>
          ))}
        </ul>
      )}
      <nav className="h-note h-links" aria-label={words.dashboards}>
        <span className="b-hint">{words.dashboards}</span>
        {Object.entries(words.dashboardNames).map(([name, label]) => (
          <Link key={name} to={dashboard(name)}>
            {label}
          </Link>
        ))}
      </nav>
    </Card>
  );
}
