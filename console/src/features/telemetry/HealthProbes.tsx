// SPDX-License-Identifier: Apache-2.0
import { Card, Skeleton, Typography } from 'antd';
import { Ago } from '@/shared/components/Ago';
import { duration } from '@/shared/format';
import { text } from '@/shared/text';
import type { ProbeHealth } from './health';
import { LevelMark } from './PanelStat';

const words = text.health.probes;
const NANOS = 1e9;

function Row({ probe }: { probe: ProbeHealth }) {
  const { name, by, instance, state, since, durationSeconds, httpStatus, error, certificate, level } = probe;
  return (
    <li className="h-row">
      <span className="h-mark">
        <LevelMark level={level} />
      </span>
      <span className="h-what">
        <strong>{name}</strong>
        <span className="b-hint">
          {by.toUpperCase()} <code>{instance}</code>
        </span>
      </span>
      <span className="h-facts">
        <span>
          {words.states[state] ?? state}
          {since && (
            <>
              {' '}
              {words.since} <Ago at={since} />
            </>
          )}
        </span>
        {state !== 'unknown' && <span>{words.took(duration(durationSeconds * NANOS))}</span>}
        {httpStatus ? <span>{words.status(httpStatus)}</span> : null}
        {certificate && (
          <span className="h-reason" data-level={certificate.level}>
            {words.expires(certificate.days)}
          </span>
        )}
      </span>
      {error && (
        <span className="h-error" data-level={level}>
          {error}
        </span>
      )}
    </li>
  );
}

/** What is asked from outside whether it answers. */
export function Probes({ probes, isPending }: { probes: ProbeHealth[]; isPending: boolean }) {
  return (
    <Card size="small" title={<h2 className="b-title">{words.title}</h2>} styles={{ body: { padding: 0 } }}>
      {isPending && <Skeleton active title={false} paragraph={{ rows: 2 }} style={{ padding: 16 }} />}
      {!isPending && probes.length === 0 && (
        <Typography.Text type="secondary" className="h-note">
          {words.empty}
        </Typography.Text>
      )}
      {probes.length > 0 && (
        <ul className="t-list" aria-label={words.list}>
          {probes.map((probe) => (
            <Row key={`${probe.env}/${probe.name}`} probe={probe} />
          ))}
        </ul>
      )}
    </Card>
  );
}
