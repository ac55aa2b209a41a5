// SPDX-License-Identifier: Apache-2.0
import { Card, Empty, Flex, Grid, Skeleton, Typography } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { Range } from '@/shared/api/prometheus';
import { Ago } from '@/shared/components/Ago';
import { AlertsMark } from '@/shared/components/AlertsMark';
import { DataTable } from '@/shared/components/DataTable';
import { BLANK, millis, percent } from '@/shared/format';
import { extentOf, type Line } from '@/shared/metrics';
import { changed, useParameters } from '@/shared/params';
import { text } from '@/shared/text';
import { levelOfShare } from './business';
import { sparkOf } from './dashboard';
import { levelInUse, type ServiceHealth } from './health';
import { callRate, elsewhere } from './operations';
import { LevelMark } from './PanelStat';

const words = text.health.services;

/** How something came to its number. As wide and high when there is nothing to draw. */
function Spark({ line, range, label, most }: { line?: Line; range: Range; label: string; most?: number }) {
  const extent = line && extentOf([line]);
  const pieces = line && extent ? sparkOf(line, range, 0, Math.max(extent[1], most ?? 0) || 1) : [];
  return pieces.length === 0 ? (
    <span className="h-spark" />
  ) : (
    <svg className="h-spark" viewBox="0 0 100 100" preserveAspectRatio="none" role="img" aria-label={label}>
      {pieces.map((points) => (
        <polyline key={points} points={points} vectorEffect="non-scaling-stroke" />
      ))}
    </svg>
  );
}

interface Shown {
  of: ServiceHealth;
  range: Range;
  env: string;
}

function Name({ of, env }: { of: ServiceHealth; env: string }) {
  return (
    <div className="h-name">
      <Flex gap={8} align="baseline" wrap>
        <LevelMark level={of.level} />
        <strong>{of.name}</strong>
        <AlertsMark env={env} service={of.name} />
      </Flex>
      {of.reasons.map((reason) => (
        <span key={reason} className="h-reason" data-level={of.level}>
          {reason}
        </span>
      ))}
      <Typography.Text type="secondary" className="b-hint">
        {of.instances === null
          ? BLANK
          : of.instances.registered > 0
            ? words.instances(of.instances.up, of.instances.registered)
            : words.unregistered}
      </Typography.Text>
    </div>
  );
}

function Signal({ children, spark, level }: { children: ReactNode; spark: ReactNode; level?: string }) {
  return (
    <span className="h-signal" data-level={level}>
      <span className="h-value">{children}</span>
      {spark}
    </span>
  );
}

const SIGNALS = {
  traffic: ({ of, range }: Shown) => (
    <Signal spark={<Spark line={of.lines.traffic} range={range} label={words.lines.traffic(of.name)} />}>
      {of.traffic ? `${callRate(of.traffic.perSecond)}/s` : text.common.none}
    </Signal>
  ),
  errors: ({ of, range }: Shown) => (
    <Signal
      level={(of.traffic && levelOfShare(of.traffic.errors, of.traffic.calls)) ?? undefined}
      spark={<Spark line={of.lines.errors} range={range} label={words.lines.errors(of.name)} most={0.05} />}
    >
      {of.traffic && of.traffic.calls > 0 ? percent(of.traffic.errors, of.traffic.calls) : text.common.none}
    </Signal>
  ),
  latency: ({ of, range }: Shown) => (
    <Signal spark={<Spark line={of.lines.latency} range={range} label={words.lines.latency(of.name)} />}>
      {of.p95 === undefined ? (
        text.common.none
      ) : (
        <>
          <span className="h-small">{words.p50}</span> {millis(of.p50 === undefined ? null : of.p50 * 1000)}{' '}
          <span className="h-small">{words.p95}</span> {millis(of.p95 * 1000)}
        </>
      )}
    </Signal>
  ),
  saturation: ({ of, range }: Shown) => (
    <Signal
      level={of.saturation && levelInUse(of.saturation.share)}
      spark={<Spark line={of.lines.saturation} range={range} label={words.lines.saturation(of.name)} most={1} />}
    >
      {of.saturation ? (
        <>
          {percent(of.saturation.share, 1)} <span className="h-small">{words.what[of.saturation.what]}</span>
        </>
      ) : (
        text.common.none
      )}
    </Signal>
  ),
} as const;
type SignalName = keyof typeof SIGNALS;
const NAMES = Object.keys(SIGNALS) as SignalName[];

function LastChange({ of: { change } }: { of: ServiceHealth }) {
  return change ? (
    <span className="h-change">
      <Link to={`/changes?seq=${change.seq}`}>{words.changeOf(change.seq, `${change.kind} ${change.name}`)}</Link>
      <Typography.Text type="secondary" className="b-hint">
        <Ago at={change.at} />
      </Typography.Text>
    </span>
  ) : (
    <Typography.Text type="secondary">{words.noChange}</Typography.Text>
  );
}

/** Where more is known of it, of the same time. */
function Leads({ of, env }: { of: ServiceHealth; env: string }) {
  const [params] = useParameters();
  const service = of.name;
  const quoted = JSON.stringify(service);
  const jvm = changed(new URLSearchParams(), {
    env,
    span: params.get('span') ?? undefined,
    'var-env': env,
    'var-job': service,
  });
  const calls = `sum by (span_name, status_code) (rate(traces_spanmetrics_calls_total{job=${quoted}, env=${JSON.stringify(env)}}[5m]))`;
  const all = {
    operations: `/operations${elsewhere(params, env, { service })}`,
    traces: `/traces${elsewhere(params, env, { service })}`,
    logs: `/logs${elsewhere(params, env, { service })}`,
    metrics: of.saturation ? `/dashboards/jvm?${jvm}` : `/metrics${elsewhere(params, env, { query: calls })}`,
  };
  return (
    <span className="h-links">
      {(Object.keys(all) as (keyof typeof all)[]).map((each) => (
        <Link key={each} to={all[each]} aria-label={words.linkOf(words.links[each], service)}>
          {words.links[each]}
        </Link>
      ))}
    </span>
  );
}

function Table({ services, range, env }: { services: ServiceHealth[]; range: Range; env: string }) {
  return (
    <DataTable<ServiceHealth>
      size="small"
      rowKey="name"
      aria-label={words.list}
      dataSource={services}
      columns={[
        {
          title: words.service,
          render: (_, of) => (
            <>
              <Name of={of} env={env} />
              <Leads of={of} env={env} />
            </>
          ),
        },
        ...NAMES.map((name) => ({
          key: name,
          title: words[name],
          render: (_: unknown, of: ServiceHealth) => SIGNALS[name]({ of, range, env }),
        })),
        { title: words.change, render: (_, of) => <LastChange of={of} /> },
      ]}
    />
  );
}

function Cards({ services, range, env }: { services: ServiceHealth[]; range: Range; env: string }) {
  return (
    <ul className="t-list h-cards" aria-label={words.list}>
      {services.map((of) => (
        <li key={of.name} className="h-card" data-level={of.level}>
          <Name of={of} env={env} />
          <dl>
            {NAMES.map((name) => (
              <div key={name}>
                <dt>{words[name]}</dt>
                <dd>{SIGNALS[name]({ of, range, env })}</dd>
              </div>
            ))}
          </dl>
          <div className="h-last">
            <span className="b-hint">{words.change}</span> <LastChange of={of} />
          </div>
          <Leads of={of} env={env} />
        </li>
      ))}
    </ul>
  );
}

/** Each service by its four golden signals: traffic, errors, latency and saturation. */
export function Services({
  services,
  env,
  range,
  isPending,
  more,
  failed,
}: {
  services: ServiceHealth[];
  env: string;
  range: Range;
  isPending: boolean;
  /** Whether there is more than was read. */
  more: boolean;
  /** Whether nothing could be read, which is said elsewhere. */
  failed: boolean;
}) {
  const { xl } = Grid.useBreakpoint();
  const Rows = xl ? Table : Cards;
  if (failed) {
    return null;
  }
  return (
    <Card size="small" title={<h2 className="b-title">{words.title}</h2>} styles={{ body: { padding: 0 } }}>
      {isPending && <Skeleton active paragraph={{ rows: 8 }} style={{ padding: 16 }} />}
      {!isPending && services.length === 0 && (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={words.empty} style={{ padding: '0 16px 16px' }}>
          <Typography.Text type="secondary">{words.emptyText(text.telemetry.port)}</Typography.Text>
        </Empty>
      )}
      {!isPending && services.length > 0 && (
        <>
          <Rows services={services} range={range} env={env} />
          <Typography.Text type="secondary" className="b-hint h-note">
            {[words.hint, ...(more ? [words.incomplete] : [])].join(' ')}
          </Typography.Text>
        </>
      )}
    </Card>
  );
}
