// SPDX-License-Identifier: Apache-2.0
import type { Change, LiveItem, Resource } from '@/shared/api/client';
import type { Probe } from '@/shared/api/probes';
import type { QueryData, Range } from '@/shared/api/prometheus';
import { percent } from '@/shared/format';
import { type Line, lineOf, numberOf } from '@/shared/metrics';
import { SPANS, type Span } from '@/shared/params';
import { text } from '@/shared/text';
import { levelOfShare } from './business';
import type { Level } from './dashboard';
import type { Operation } from './operations';

const words = text.health;

export const TIMES = ['15m', '1h', '6h'] as const satisfies readonly Span[];
export type Time = (typeof TIMES)[number];

export const timeIn = (params: URLSearchParams): Time => TIMES.find((each) => each === params.get('span')) ?? '1h';

/** What is counted of a minute comes a little later. */
const LATE = 30;

/** Steps of whole minutes, as spans are counted by the minute. */
export function rangeFor(time: Time, now: number): Range {
  const minutes = SPANS[time];
  const step = minutes <= 60 ? 60 : 300;
  const end = Math.floor((now / 1000 - LATE) / step) * step;
  return { start: end - minutes * 60, end, step };
}

/** How much of something may be in use. */
export const IN_USE = { warning: 0.8, error: 0.95 } as const;

export function levelInUse(share: number): Level {
  return share >= IN_USE.error ? 'error' : share >= IN_USE.warning ? 'warning' : 'ok';
}

const SATURATED = ['cpu', 'heap', 'pool'] as const;
type Saturated = (typeof SATURATED)[number];

/** What is asked for of all services of an environment at once, by their names. */
export function queriesOf(env: string, { start, end, step }: Range) {
  const of = `env=${JSON.stringify(env)}`;
  const answering = 'span_kind=~"SPAN_KIND_SERVER|SPAN_KIND_CONSUMER"';
  const calls = (window: string, more = '') =>
    `sum by (job) (rate(traces_spanmetrics_calls_total{${of}, ${answering}${more}}[${window}]))`;
  const quantile = (q: number, window: string) =>
    `histogram_quantile(${q}, sum by (job) (rate(traces_spanmetrics_latency{${of}, ${answering}}[${window}])))`;
  const heap = (used: string, most: string, label: string) =>
    `sum by (job, instance) (${used}{${of}, ${label}="heap"}) / sum by (job, instance) (${most}{${of}, ${label}="heap"} > 0)`;
  const saturation = [
    `max by (job) (process_cpu_usage{${of}} or jvm_cpu_recent_utilization_ratio{${of}})`,
    `max by (job) (${heap('jvm_memory_used_bytes', 'jvm_memory_max_bytes', 'area')} or ${heap('jvm_memory_used_bytes', 'jvm_memory_limit_bytes', 'jvm_memory_type')})`,
    `max by (job) (hikaricp_connections_active{${of}} / (hikaricp_connections_max{${of}} > 0))`,
  ];
  const window = `${Math.max(2 * 60, step)}s`;
  const whole = `${end - start}s`;
  return {
    lines: [
      calls(window),
      `${calls(window, ', status_code="STATUS_CODE_ERROR"')} / ${calls(window)}`,
      quantile(0.95, window),
      ...saturation,
    ],
    now: [quantile(0.5, whole), quantile(0.95, whole), ...saturation],
  };
}

/** The numbers of a moment, by a label. */
export function numbersBy(data: QueryData | undefined, label: string): Map<string, number> {
  const rows = data?.resultType === 'vector' ? data.result : [];
  return new Map(
    rows
      .map(({ metric, value }): [string, number] => [metric[label] ?? '', numberOf(value?.[1] ?? 'NaN')])
      .filter(([, value]) => Number.isFinite(value)),
  );
}

/** The lines over a time, by a label. */
export function linesBy(data: QueryData | undefined, label: string, step: number): Map<string, Line> {
  const rows = data?.resultType === 'matrix' ? data.result : [];
  return new Map(rows.map((row) => [row.metric[label] ?? '', lineOf(row, step)]));
}

export interface Saturation {
  what: Saturated;
  /** From 0 to 1. */
  share: number;
}

/** How something is, and in which words. */
export interface State {
  level: Level;
  reasons: string[];
}

/** What is not known is not good, and not bad. */
export interface Signals {
  traffic: { calls: number; errors: number; perSecond: number } | null;
  /** How many are up, of those that are registered. */
  instances: { up: number; registered: number } | null;
  /** Whether it has to be registered to be called at all: a route leads to it. */
  routed: boolean;
  saturation?: Saturation;
}

const WORST: readonly Level[] = ['error', 'warning', 'ok'];

/** The worst of all that can be said of a service, with each reason. */
export function stateOf({ traffic, instances, routed, saturation }: Signals): State {
  const found: [Level, string][] = [];
  const called = traffic !== null && traffic.calls > 0;
  const failed = traffic && levelOfShare(traffic.errors, traffic.calls);
  if (failed) {
    found.push([failed, words.services.errorRate(percent(traffic.errors, traffic.calls))]);
  }
  // who does not register, and need not, is not missed
  if (instances?.up === 0 && (instances.registered > 0 || routed)) {
    found.push(called ? ['error', words.services.noInstance] : ['warning', words.services.draining]);
  }
  const used = saturation ? levelInUse(saturation.share) : 'ok';
  if (saturation && used !== 'ok') {
    found.push([used, words.services.saturated(words.services.what[saturation.what], percent(saturation.share, 1))]);
  }
  found.sort(([one], [other]) => WORST.indexOf(one) - WORST.indexOf(other));
  const level = found[0]?.[0] ?? 'ok';
  const good = traffic === null ? words.services.unknown : called ? words.services.well : words.services.quiet;
  return { level, reasons: found.length > 0 ? found.map(([, reason]) => reason) : [good] };
}

export interface ServiceHealth extends Signals, State {
  name: string;
  /** Seconds. */
  p50?: number;
  p95?: number;
  lines: { traffic?: Line; errors?: Line; latency?: Line; saturation?: Line };
  change?: Change;
}

export interface Known {
  /** Undefined when they cannot be read, as also instances. */
  operations: readonly Operation[] | undefined;
  instances: readonly LiveItem[] | undefined;
  routes: readonly Resource[];
  changes: readonly Change[];
  /** Answers to {@link queriesOf}, in their order. */
  now: readonly QueryData[];
  lines: readonly QueryData[];
  step: number;
}

/** What the specs of several kinds say they are of. */
type Named = { service?: string; app?: string } | undefined;
const serviceOf = (spec: unknown) => (spec as Named)?.service;
const appOf = (spec: unknown) => (spec as Named)?.app;

function grouped<T>(all: readonly T[], by: (each: T) => string | undefined): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const each of all) {
    const key = by(each);
    if (key) {
      groups.set(key, [...(groups.get(key) ?? []), each]);
    }
  }
  return groups;
}

/** Whether a change is about a service: by its name, or as what it leads to or is of. */
export function concerns({ name, before, after }: Change, service: string): boolean {
  return (
    name === service ||
    [before, after].some((version) => serviceOf(version?.spec) === service || appOf(version?.spec) === service)
  );
}

const worst = (all: Saturation[]) => [...all].sort((one, other) => other.share - one.share)[0];

const share = ({ traffic }: Signals) => (traffic && traffic.calls > 0 ? traffic.errors / traffic.calls : 0);

/** All services that answer or are registered, the worst first. */
export function servicesOf({ operations, instances, routes, changes, now, lines, step }: Known): ServiceHealth[] {
  const [p50, p95, ...saturated] = now.map((data) => numbersBy(data, 'job'));
  const [traffic, errors, latency, ...inUse] = lines.map((data) => linesBy(data, 'job', step));
  const registered = grouped(instances ?? [], (item) => serviceOf(item.spec));
  const routed = new Set(routes.map((route) => serviceOf(route.spec)));
  const answered = grouped(operations ?? [], (operation) => operation.service);
  const names = new Set([...answered.keys(), ...registered.keys()]);
  return [...names]
    .map((name): ServiceHealth => {
      const own = answered.get(name) ?? [];
      const copies = registered.get(name) ?? [];
      const saturation = worst(
        SATURATED.flatMap((what, at) => {
          const found = saturated[at]?.get(name);
          // below nothing it is not measured
          return found === undefined || found < 0 ? [] : [{ what, share: found }];
        }),
      );
      const signals: Signals = {
        traffic: operations
          ? {
              calls: own.reduce((sum, each) => sum + each.calls, 0),
              errors: own.reduce((sum, each) => sum + each.errors, 0),
              perSecond: own.reduce((sum, each) => sum + each.perSecond, 0),
            }
          : null,
        instances: instances
          ? { up: copies.filter((copy) => copy.state === 'up').length, registered: copies.length }
          : null,
        routed: routed.has(name),
        saturation,
      };
      return {
        name,
        ...signals,
        ...stateOf(signals),
        p50: p50?.get(name),
        p95: p95?.get(name),
        lines: {
          traffic: traffic?.get(name),
          errors: errors?.get(name),
          latency: latency?.get(name),
          saturation: saturation && inUse[SATURATED.indexOf(saturation.what)]?.get(name),
        },
        change: changes.find((change) => concerns(change, name)),
      };
    })
    .sort(
      (one, other) =>
        WORST.indexOf(one.level) - WORST.indexOf(other.level) ||
        share(other) - share(one) ||
        one.name.localeCompare(other.name),
    );
}

/** The worst first, and then by name. */
export function worstFirst<T extends { level: Level | null; name: string }>(all: readonly T[]): T[] {
  const place = ({ level }: T) => (level === null ? WORST.length : WORST.indexOf(level));
  return [...all].sort((one, other) => place(one) - place(other) || one.name.localeCompare(other.name));
}

const DAY = 86_400_000;
/** Days that a certificate has left at least. */
export const CERTIFICATE = { warning: 14, error: 3 } as const;

/** Whole days; negative when it is over. */
export const daysUntil = (then: string, now: number) => Math.floor((Date.parse(then) - now) / DAY);

export interface ProbeHealth extends Probe {
  /** Null before it was done once. */
  level: Level | null;
  certificate: { days: number; level: Level } | null;
}

export function probeHealth(probe: Probe, now: number): ProbeHealth {
  const days = probe.certificateExpiry ? daysUntil(probe.certificateExpiry, now) : null;
  const certificate =
    days === null
      ? null
      : {
          days,
          level: (days <= CERTIFICATE.error ? 'error' : days <= CERTIFICATE.warning ? 'warning' : 'ok') as Level,
        };
  const own: Level | null = probe.state === 'down' ? 'error' : probe.state === 'up' ? 'ok' : null;
  const level = own === null ? null : (WORST.find((each) => each === own || each === certificate?.level) ?? own);
  return { ...probe, level, certificate };
}

/** Those of an environment, and of who does not say one. */
const ofEnv = (env: string) => `env=~${JSON.stringify(`${env.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}|`)}`;

export const enginesQuery = (env: string) => `{__name__=~"pg_up|redis_up|kafka_up|elasticsearch_up", ${ofEnv(env)}}`;

/** By the metric that says it. */
export const DASHBOARDS = {
  pg_up: 'postgresql',
  redis_up: 'redis',
  kafka_up: 'kafka',
  elasticsearch_up: 'opensearch',
  gateway: 'gateway',
} as Record<string, string>;

export interface EngineHealth {
  key: string;
  /** The metric that says it, or `gateway`. */
  kind: string;
  name: string;
  level: Level;
  reason: string;
}

/** Engines that an exporter watches, and gateways that are registered. */
export function enginesOf(data: QueryData | undefined, gateways: readonly LiveItem[], env: string): EngineHealth[] {
  const rows = data?.resultType === 'vector' ? data.result : [];
  const engines = rows.map(({ metric, value }): EngineHealth => {
    const up = numberOf(value?.[1] ?? 'NaN') >= 1;
    const kind = metric.__name__ ?? '';
    const name = metric.instance ?? metric.job ?? '';
    return {
      key: JSON.stringify(metric),
      kind,
      name,
      level: up ? 'ok' : 'error',
      reason: up ? words.engines.up : words.engines.down,
    };
  });
  const fronts = gateways
    .filter((item) => (item.spec as { env?: string }).env === env)
    .map((item): EngineHealth => {
      const { problem } = item.spec as { problem?: string };
      const up = item.state === 'up';
      return {
        key: `gateway ${item.name}`,
        kind: 'gateway',
        name: item.name,
        level: problem ? 'error' : up ? 'ok' : 'warning',
        reason: problem || (up ? words.engines.up : words.engines.draining),
      };
    });
  return worstFirst([...engines, ...fronts]);
}

export const MEASURES = ['cpu', 'memory', 'disk', 'load'] as const;
export type Measure = (typeof MEASURES)[number];

/** In the order of {@link MEASURES}, by host. */
export function hostQueries(env: string): string[] {
  const of = ofEnv(env);
  const time = (more = '') => `sum by (instance) (rate(system_cpu_time_seconds_total{${of}${more}}[5m]))`;
  const disk = (states: string) =>
    `sum by (instance, system_filesystem_mountpoint) (system_filesystem_usage_bytes{${of}, system_filesystem_state=~"${states}"})`;
  return [
    `1 - ${time(', cpu_mode="idle"')} / ${time()}`,
    `sum by (instance) (system_memory_usage_bytes{${of}, system_memory_state="used"}) / sum by (instance) (system_memory_limit_bytes{${of}})`,
    `topk by (instance) (1, ${disk('used')} / ${disk('used|free')})`,
    `sum by (instance) (system_cpu_load_average_1m{${of}}) / sum by (instance) (system_cpu_logical_count{${of}})`,
  ];
}

export interface HostHealth {
  name: string;
  level: Level;
  measures: { measure: Measure; share: number; level: Level; place?: string }[];
}

export function hostsOf(answers: readonly QueryData[]): HostHealth[] {
  const numbers = answers.map((data) => numbersBy(data, 'instance'));
  const disks = answers[MEASURES.indexOf('disk')];
  const places = new Map(
    (disks?.resultType === 'vector' ? disks.result : []).map(({ metric }) => [
      metric.instance ?? '',
      metric.system_filesystem_mountpoint,
    ]),
  );
  const names = new Set(numbers.flatMap((each) => [...each.keys()]));
  return worstFirst(
    [...names].map((name) => {
      const measures = MEASURES.flatMap((measure, at) => {
        const found = numbers[at]?.get(name);
        return found === undefined
          ? []
          : [
              {
                measure,
                share: found,
                level: levelInUse(found),
                place: measure === 'disk' ? places.get(name) : undefined,
              },
            ];
      });
      const level = WORST.find((each) => measures.some((measure) => measure.level === each)) ?? 'ok';
      return { name, level, measures };
    }),
  );
}

export interface Counted {
  level: Level;
  number: number;
  /** What they are, without those of which there are none. */
  parts: string[];
}

type Sort = keyof typeof words.whereOf;

/** How many are how good, the bad ones first. */
export function summaryOf(all: Record<Sort, readonly { level: Level | null }[]>): Counted[] {
  return WORST.map((level) => {
    const counts = (Object.keys(words.whereOf) as Sort[])
      .map((sort) => ({ sort, number: all[sort].filter((each) => each.level === level).length }))
      .filter(({ number }) => number > 0);
    return {
      level,
      number: counts.reduce((sum, each) => sum + each.number, 0),
      parts: counts.map(({ sort, number }) => words.whereOf[sort](number)),
    };
  });
}
