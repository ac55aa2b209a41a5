// SPDX-License-Identifier: Apache-2.0
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Card, Segmented, Typography } from 'antd';
import { useMemo } from 'react';
import { probesQuery } from '@/shared/api/probes';
import { panelHistoryQuery, panelMomentQuery } from '@/shared/api/prometheus';
import { changesQuery, liveQuery, operationsQuery, resourcesQuery } from '@/shared/api/queries';
import { Page } from '@/shared/components/Page';
import { useNow } from '@/shared/components/useNow';
import { useEnv } from '@/shared/env';
import { BLANK, moment } from '@/shared/format';
import { SPANS, useParameters } from '@/shared/params';
import { text } from '@/shared/text';
import { Engines } from './HealthEngines';
import { Hosts } from './HealthHosts';
import { Probes } from './HealthProbes';
import { Services } from './HealthServices';
import {
  type Counted,
  enginesOf,
  enginesQuery,
  hostQueries,
  hostsOf,
  probeHealth,
  queriesOf,
  rangeFor,
  servicesOf,
  summaryOf,
  TIMES,
  type Time,
  timeIn,
  worstFirst,
} from './health';
import { changesIn } from './operations';
import { LevelMark } from './PanelStat';
import { QueryFailure } from './QueryNotes';
import './telemetry.css';
import './operations.css';
import './metrics.css';
import './dashboards.css';
import './business.css';
import './health.css';

const words = text.health;
const EVERY = 30;
/** So many are looked through for the last change of each service. */
const MOST_CHANGES = 300;
const ANSWERING = ['server', 'consumer'];
const NONE: never[] = [];

/** All that is known of the services of an environment. */
function useServices(env: string, time: Time, now: number) {
  const range = useMemo(() => rangeFor(time, now), [time, now]);
  const queries = useMemo(() => queriesOf(env, range), [env, range]);
  const operations = useQuery({
    ...operationsQuery({ env, kinds: ANSWERING }, { minutes: SPANS[time] }),
    placeholderData: (before, query) => (query?.queryKey[3] === env ? before : undefined),
  });
  const instances = useQuery(liveQuery('Instance', env));
  const routes = useQuery(resourcesQuery('Route', env)).data;
  const changes = useQuery({ ...changesQuery({ limit: MOST_CHANGES }), placeholderData: keepPreviousData }).data?.items;
  const lines = useQuery(panelHistoryQuery(queries.lines, range));
  const moments = useQuery(panelMomentQuery(queries.now, range.end));
  const services = useMemo(
    () =>
      servicesOf({
        operations: operations.error ? undefined : (operations.data?.items ?? NONE),
        instances: instances.error ? undefined : (instances.data ?? NONE),
        routes: routes ?? NONE,
        changes: changesIn(changes ?? NONE, env),
        now: (moments.data ?? NONE).map(({ data }) => data),
        lines: (lines.data ?? NONE).map(({ data }) => data),
        step: range.step,
      }),
    [
      operations.data,
      operations.error,
      instances.data,
      instances.error,
      routes,
      changes,
      moments.data,
      lines.data,
      range.step,
      env,
    ],
  );
  return {
    services,
    range,
    isPending: operations.isPending || instances.isPending,
    more: operations.data?.more ?? false,
    failed: [operations, instances],
    unmeasured: [moments, lines],
  };
}

function Summary({ counted, at, ready }: { counted: Counted[]; at: number; ready: boolean }) {
  return (
    <section aria-label={words.summary} className="h-summary" aria-busy={!ready}>
      {counted.map(({ level, number, parts }) => (
        <Card key={level} size="small">
          <div className="h-count">
            <span className={number > 0 && ready ? undefined : 'h-none'}>
              <LevelMark level={level} />
            </span>
            <span className="b-large">{ready ? number : BLANK}</span>
            <span>{words.counts[level]}</span>
          </div>
          <Typography.Text type="secondary" className="b-hint">
            {ready ? parts.join(', ') || words.none : BLANK}
          </Typography.Text>
        </Card>
      ))}
      <Typography.Text type="secondary" className="h-as-of">
        {words.asOf(moment(new Date(at).toISOString()).slice(11))}
      </Typography.Text>
    </section>
  );
}

/** What went wrong, each said once. */
function Failures({ queries }: { queries: { error: Error | null; refetch: () => unknown }[] }) {
  const known = new Map(queries.filter(({ error }) => error).map((query) => [query.error?.message, query]));
  return [...known].map(([message, { error, refetch }]) => (
    <QueryFailure key={message} error={error} onRetry={() => void refetch()} />
  ));
}

/** How everything is, at a glance. */
export default function HealthPage() {
  const [params, change] = useParameters();
  const [env] = useEnv();
  const time = timeIn(params);
  const [now, refresh] = useNow(EVERY);
  const { services, range, isPending, more, failed, unmeasured } = useServices(env, time, now);
  const probes = useQuery(probesQuery(env));
  const gateways = useQuery(liveQuery('Gateway'));
  const measured = useQuery(panelMomentQuery([enginesQuery(env), ...hostQueries(env)], Math.floor(now / 1000)));
  const [up, ...ofHosts] = (measured.data ?? NONE).map(({ data }) => data);
  const engines = useMemo(() => enginesOf(up, gateways.data ?? NONE, env), [up, gateways.data, env]);
  const hosts = hostsOf(ofHosts);
  const probed = useMemo(
    () => worstFirst((probes.data ?? NONE).map((probe) => probeHealth(probe, now))),
    [probes.data, now],
  );
  const ready = !isPending && !probes.isPending && (!measured.isPending || measured.isError);
  return (
    <Page
      title={words.title}
      subtitle={words.subtitle(env)}
      actions={
        <Segmented<Time>
          aria-label={words.time}
          value={time}
          onChange={(span) => {
            refresh();
            change({ span: span === '1h' ? undefined : span });
          }}
          options={TIMES.map((value) => ({ value, label: words.spans[value] }))}
        />
      }
    >
      <Summary counted={summaryOf({ services, probes: probed, engines, hosts })} at={now} ready={ready} />
      <Failures queries={[...failed, ...unmeasured, probes, gateways, measured]} />
      <Services
        services={services}
        env={env}
        range={range}
        isPending={isPending}
        more={more}
        failed={failed.every(({ error }) => error !== null)}
      />
      {!probes.error && <Probes probes={probed} isPending={probes.isPending} />}
      <Engines engines={engines} env={env} isPending={measured.isPending && gateways.isPending} />
      {!measured.error && <Hosts hosts={hosts} env={env} isPending={measured.isPending} />}
    </Page>
  );
}
