// SPDX-License-Identifier: Apache-2.0
import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { api, got, type LiveItem, type Outcome, Problem, type Resource, type SpanEntry } from './client';
import { panelTurns } from './turns';

/** How often what nobody announces is asked for again. */
export const POLL = 5_000;

/** The same of what is counted by the minute. */
const COUNTED = 30_000;

export const keys = {
  resources: (kind: string) => ['resources', kind] as const,
  live: (kind: string) => ['live', kind] as const,
  changes: ['changes'] as const,
  users: ['users'] as const,
  system: ['system'] as const,
  traffic: ['traffic'] as const,
  telemetry: ['telemetry'] as const,
  secrets: (app: string) => ['app-secrets', app] as const,
};

/** All of a kind; an installation decides hundreds of things, not millions. */
async function allResources(kind: string, env: string | undefined): Promise<Resource[]> {
  const items: Resource[] = [];
  let cursor: string | undefined;
  do {
    const page = await got(
      api.GET('/api/v1/resources/{kind}', { params: { path: { kind }, query: { env, limit: 500, cursor } } }),
    );
    items.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  return items;
}

export const resourcesQuery = (kind: string, env?: string) =>
  queryOptions({ queryKey: [...keys.resources(kind), env ?? ''], queryFn: () => allResources(kind, env) });

export const resourceQuery = (kind: string, name: string, env?: string) =>
  queryOptions({
    queryKey: [...keys.resources(kind), env ?? '', name],
    queryFn: async () => {
      try {
        return await got(
          api.GET('/api/v1/resources/{kind}/{name}', { params: { path: { kind, name }, query: { env } } }),
        );
      } catch (e) {
        if (e instanceof Problem && e.status === 404) {
          return null;
        }
        throw e;
      }
    },
  });

export const liveQuery = (kind: string, env?: string) =>
  queryOptions({
    queryKey: [...keys.live(kind), env ?? ''],
    queryFn: async (): Promise<LiveItem[]> =>
      (await got(api.GET('/api/v1/live/{kind}', { params: { path: { kind }, query: { env } } }))).items,
    refetchInterval: 15_000,
  });

export interface ChangeFilter {
  kind?: string;
  env?: string;
  name?: string;
  author?: string;
  from?: string;
  to?: string;
  limit?: number;
  cursor?: string;
}

export const changesQuery = (filter: ChangeFilter) =>
  queryOptions({
    queryKey: [...keys.changes, filter],
    queryFn: () => got(api.GET('/api/v1/changes', { params: { query: filter } })),
  });

/** The same, page by page, as far as one wants to read. */
export const changesPages = (filter: ChangeFilter) =>
  infiniteQueryOptions({
    queryKey: [...keys.changes, 'pages', filter],
    queryFn: ({ pageParam }) =>
      got(api.GET('/api/v1/changes', { params: { query: { ...filter, limit: 50, cursor: pageParam } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });

export const changeQuery = (seq: number) =>
  queryOptions({
    queryKey: [...keys.changes, seq],
    queryFn: () => got(api.GET('/api/v1/changes/{seq}', { params: { path: { seq } } })),
    // what has happened does not change
    staleTime: Number.POSITIVE_INFINITY,
  });

export const kindsQuery = queryOptions({
  queryKey: ['kinds'],
  queryFn: async () => (await got(api.GET('/api/v1/kinds'))).items,
  staleTime: Number.POSITIVE_INFINITY,
});

export const schemaQuery = (kind: string) =>
  queryOptions({
    queryKey: ['schema', kind],
    queryFn: async () =>
      (await got(api.GET('/api/v1/kinds/{kind}/schema', { params: { path: { kind } } }))) as Record<string, unknown>,
    staleTime: Number.POSITIVE_INFINITY,
  });

export const systemQuery = queryOptions({
  queryKey: [...keys.system, 'installation'],
  queryFn: () => got(api.GET('/api/v1/system')),
  staleTime: 60_000,
});

/** A setting in force; what it is usually, for whom the settings are not told. */
export function useSetting(name: string, usual: string): string {
  return useQuery(systemQuery).data?.settings.find((each) => each.name === name)?.value || usual;
}

export const processesQuery = queryOptions({
  queryKey: [...keys.system, 'processes'],
  queryFn: async () => (await got(api.GET('/api/v1/system/processes'))).items,
  refetchInterval: POLL,
});

export const trafficQuery = (env: string, minutes: number) =>
  queryOptions({
    queryKey: [...keys.traffic, env, minutes],
    queryFn: () => got(api.GET('/api/v1/traffic', { params: { query: { env, minutes } } })),
    refetchInterval: POLL,
  });

export const providedQuery = (env: string) =>
  queryOptions({
    queryKey: ['provided', env],
    queryFn: async () => (await got(api.GET('/api/v1/provided', { params: { query: { env } } }))).items,
    refetchInterval: POLL,
  });

/** A stretch of time: the last so many minutes as of when it is asked, or from one moment to another. */
export type Period = { minutes: number } | { from: string; to: string };

/** The period as the API wants it. Without an end it goes to now, and a little further for senders whose clocks are fast. */
export function bounds(period: Period): { from: string; to?: string } {
  return 'minutes' in period ? { from: new Date(Date.now() - period.minutes * 60_000).toISOString() } : period;
}

export interface LogFilter {
  query?: string;
  service?: string[];
  severity?: string;
  traceId?: string;
  tag?: string[];
  env?: string;
  errorId?: string;
}

export const logsPages = (filter: LogFilter, period: Period) =>
  infiniteQueryOptions({
    queryKey: [...keys.telemetry, 'logs', filter, period],
    queryFn: ({ pageParam, signal }) =>
      got(
        api.GET('/api/v1/logs', {
          params: { query: { ...filter, ...bounds(period), limit: 100, cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    staleTime: 10_000,
  });

/** The newest logs of a moment, for a panel of a dashboard. */
export const panelLogsQuery = (filter: LogFilter, from: string, to: string) =>
  queryOptions({
    queryKey: [...keys.telemetry, 'logs of a panel', filter, from, to],
    queryFn: ({ signal }) =>
      panelTurns.take(
        () => got(api.GET('/api/v1/logs', { params: { query: { ...filter, from, to, limit: 100 } }, signal })),
        signal,
      ),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
    placeholderData: keepPreviousData,
  });

/** What was said along the way, in the order in which it was. */
export const traceLogsPages = (traceId: string) =>
  infiniteQueryOptions({
    queryKey: [...keys.telemetry, 'logs of a trace', traceId],
    queryFn: ({ pageParam }) =>
      got(api.GET('/api/v1/logs', { params: { query: { traceId, order: 'asc', limit: 500, cursor: pageParam } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });

/** How many of each side are asked for at a time. */
const NEIGHBOURS = 20;

interface ContextPage {
  id: string;
  before: number;
  after: number;
  /** The page below it, which it was loaded from; when all are asked for again, that begins at the top. */
  below?: ContextPage;
}

/** What was logged around a record, and further in both directions; each page in the order in which it happened. */
export const logContextPages = (id: string) =>
  infiniteQueryOptions({
    queryKey: [...keys.telemetry, 'context', id],
    queryFn: async ({ pageParam, signal }) => {
      const { id, before, after } = pageParam;
      const context = await got(
        api.GET('/api/v1/logs/{id}/context', { params: { path: { id }, query: { before, after } }, signal }),
      );
      return { ...context, asked: pageParam };
    },
    initialPageParam: { id, before: NEIGHBOURS, after: NEIGHBOURS } as ContextPage,
    getPreviousPageParam: ({ before, asked }): ContextPage | undefined =>
      before[0] && before.length === asked.before
        ? { id: before[0].id, before: NEIGHBOURS, after: 0, below: asked }
        : undefined,
    getNextPageParam: ({ after, asked }): ContextPage | undefined => {
      if (asked.below) {
        return asked.below;
      }
      const last = after.at(-1);
      return last && after.length === asked.after ? { id: last.id, before: 0, after: NEIGHBOURS } : undefined;
    },
    staleTime: 10_000,
    // what was logged just now can be found a second later
    retry: (count, error) => count < 2 && !(error instanceof Problem && error.status < 500 && error.status !== 404),
    retryDelay: 1_500,
  });

export interface ErrorFilter {
  service?: string[];
  env?: string;
  /** The change to count from; the last one if absent. */
  change?: number;
}

export const errorsQuery = (filter: ErrorFilter) =>
  queryOptions({
    queryKey: [...keys.telemetry, 'errors', filter],
    queryFn: ({ signal }) => got(api.GET('/api/v1/logs/errors', { params: { query: { ...filter } }, signal })),
    staleTime: 10_000,
    refetchInterval: 30_000,
  });

export const telemetryStatusQuery = queryOptions({
  queryKey: [...keys.telemetry, 'status'],
  queryFn: () => got(api.GET('/api/v1/telemetry/status')),
  refetchInterval: 15_000,
});

export interface TraceFilter {
  service?: string[];
  operation?: string;
  tag?: string[];
  minMillis?: number;
  maxMillis?: number;
  error?: boolean;
  env?: string;
}

export const tracesPages = (filter: TraceFilter, period: Period) =>
  infiniteQueryOptions({
    queryKey: [...keys.telemetry, 'traces', filter, period],
    queryFn: ({ pageParam, signal }) =>
      got(
        api.GET('/api/v1/traces', {
          params: { query: { ...filter, ...bounds(period), limit: 50, cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    staleTime: 10_000,
  });

export const traceQuery = (traceId: string) =>
  queryOptions({
    queryKey: [...keys.telemetry, 'trace', traceId],
    queryFn: () => got(api.GET('/api/v1/traces/{traceId}', { params: { path: { traceId } } })),
  });

/** What a span carries; null when it went meanwhile. Who sent it says no more of it later. */
export const spanQuery = (traceId: string, { spanId, service, kind }: SpanEntry) =>
  queryOptions({
    queryKey: [...keys.telemetry, 'trace', traceId, spanId, service, kind],
    queryFn: async ({ signal }) => {
      const path = { traceId, spanId };
      const { items } = await got(api.GET('/api/v1/traces/{traceId}/spans/{spanId}', { params: { path }, signal }));
      return items.find((side) => side.service === service && side.kind === kind) ?? null;
    },
    staleTime: Number.POSITIVE_INFINITY,
  });

export const serviceGraphQuery = (minutes: number, env?: string) =>
  queryOptions({
    queryKey: [...keys.telemetry, 'graph', minutes, env ?? ''],
    queryFn: () => got(api.GET('/api/v1/service-graph', { params: { query: { minutes, env } } })),
    refetchInterval: COUNTED,
  });

export interface OperationFilter {
  service?: string;
  env?: string;
  /** All if there are none. */
  kinds: readonly string[];
}

/** As many as the API gives at once; of several kinds, each is asked for by itself. */
export const operationsQuery = ({ service, env, kinds }: OperationFilter, period: Period) =>
  queryOptions({
    queryKey: [...keys.telemetry, 'operations', service ?? '', env ?? '', kinds, period],
    queryFn: async ({ signal }) => {
      const time = bounds(period);
      const lists = await Promise.all(
        (kinds.length === 0 ? [undefined] : kinds).map((kind) =>
          got(
            api.GET('/api/v1/operations', { params: { query: { service, env, kind, ...time, limit: 1_000 } }, signal }),
          ),
        ),
      );
      return { items: lists.flatMap((each) => each.items), more: lists.some((each) => each.more) };
    },
    staleTime: 10_000,
    refetchInterval: COUNTED,
  });

export interface OperationChoice {
  service: string;
  /** All that the service answers if absent. */
  operation?: string;
  env?: string;
  kind?: string;
}

export const operationHistoryQuery = (chosen: OperationChoice, period: Period) =>
  queryOptions({
    queryKey: [...keys.telemetry, 'operation', chosen, period],
    queryFn: ({ signal }) =>
      got(api.GET('/api/v1/operations/history', { params: { query: { ...chosen, ...bounds(period) } }, signal })),
    staleTime: 10_000,
    refetchInterval: COUNTED,
  });

/** Who sent something within a day. */
export const telemetryServicesQuery = queryOptions({
  queryKey: [...keys.telemetry, 'services'],
  queryFn: async () => (await got(api.GET('/api/v1/telemetry/services'))).items,
  staleTime: 30_000,
});

/** Days are those of who looks. */
const ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;

export const presenceQuery = (env: string) =>
  queryOptions({
    queryKey: [...keys.telemetry, 'presence', env],
    queryFn: ({ signal }) => got(api.GET('/api/v1/business/now', { params: { query: { env } }, signal })),
    refetchInterval: POLL,
  });

export interface VisitFilter {
  env: string;
  by?: string;
  app?: string;
  route?: string;
  release?: string;
  /** What suits the time if absent. */
  step?: string;
}

/** @param every how often it is asked for again, in milliseconds */
export const visitsQuery = (filter: VisitFilter, period: Period, every = COUNTED) =>
  queryOptions({
    queryKey: [...keys.telemetry, 'visits', filter, period],
    queryFn: ({ signal }) =>
      got(
        api.GET('/api/v1/business/visits', {
          params: { query: { ...filter, zone: ZONE, ...bounds(period) } },
          signal,
        }),
      ),
    staleTime: Math.min(every, 10_000),
    refetchInterval: every,
    placeholderData: keepPreviousData,
  });

/** Those that are declared change with the resources. */
export const transactionsQuery = (env: string, period: Period, every = COUNTED) =>
  queryOptions({
    queryKey: [...keys.resources('Transaction'), 'counted', env, period],
    queryFn: ({ signal }) =>
      got(api.GET('/api/v1/business/transactions', { params: { query: { env, ...bounds(period) } }, signal })),
    staleTime: Math.min(every, 10_000),
    refetchInterval: every,
    placeholderData: keepPreviousData,
  });

/** Null when there is none of this name. */
export const transactionQuery = (name: string, env: string, period: Period) =>
  queryOptions({
    queryKey: [...keys.resources('Transaction'), 'counted', env, name, period],
    queryFn: async ({ signal }) => {
      try {
        return await got(
          api.GET('/api/v1/business/transactions/{name}', {
            params: { path: { name }, query: { env, zone: ZONE, ...bounds(period) } },
            signal,
          }),
        );
      } catch (e) {
        if (e instanceof Problem && e.code === 'resource.not-found') {
          return null;
        }
        throw e;
      }
    },
    staleTime: 10_000,
    refetchInterval: COUNTED,
    // what was asked of the same one, for another time
    placeholderData: (before, query) => (query?.queryKey[4] === name ? before : undefined),
  });

/** Those that come along and those that were decided. They change with the resources. */
export const dashboardsQuery = queryOptions({
  queryKey: [...keys.resources('Dashboard'), 'all'],
  queryFn: async () => (await got(api.GET('/api/v1/dashboards'))).items,
});

/** Null when there is none of this name. */
export const dashboardQuery = (name: string) =>
  queryOptions({
    queryKey: [...keys.resources('Dashboard'), 'one', name],
    queryFn: async () => {
      try {
        return await got(api.GET('/api/v1/dashboards/{name}', { params: { path: { name } } }));
      } catch (e) {
        if (e instanceof Problem && e.status === 404) {
          return null;
        }
        throw e;
      }
    },
  });

export const whoAmIQuery = queryOptions({
  queryKey: ['whoami'],
  queryFn: () => got(api.GET('/api/v1/whoami')),
  staleTime: Number.POSITIVE_INFINITY,
});

/** Whether who is signed in may do something; true until it is known, as the core has the last word anyway. */
export function useMay(verb: 'read' | 'write' | 'delete', kind: string, env = '', name = '*'): boolean {
  const { data } = useQuery({
    queryKey: ['may', verb, kind, env, name],
    queryFn: () => got(api.GET('/api/v1/access/explain', { params: { query: { verb, kind, env, name } } })),
    staleTime: 60_000,
  });
  return data?.allowed ?? true;
}

/** Whether there is such a kind here, and who is signed in may read some of it; false until it is known. */
export function useKnown(kind: string, env = ''): boolean {
  const known = useQuery(kindsQuery).data?.some((each) => each.name === kind) ?? false;
  return useMay('read', kind, env) && known;
}

export interface Put {
  kind: string;
  name: string;
  env?: string;
  spec: unknown;
  labels?: Record<string, string>;
  message?: string;
  /** What is expected to be there: its revision, or 0 for nothing. */
  revision: number;
  dryRun?: boolean;
}

export function putResource(put: Put): Promise<Outcome> {
  return got(
    api.PUT('/api/v1/resources/{kind}/{name}', {
      params: {
        path: { kind: put.kind, name: put.name },
        query: { env: put.env, message: put.message, dryRun: put.dryRun },
        header: put.revision === 0 ? { 'If-None-Match': '*' } : { 'If-Match': `"${put.revision}"` },
      },
      body: { spec: put.spec, labels: put.labels ?? {} },
    }),
  );
}

/** After a change of the ledger, everything that shows it is asked for again. */
function useRefresh() {
  const queries = useQueryClient();
  return (kind?: string) => {
    void queries.invalidateQueries({ queryKey: kind ? keys.resources(kind) : ['resources'] });
    void queries.invalidateQueries({ queryKey: keys.changes });
  };
}

export function usePut() {
  const refresh = useRefresh();
  return useMutation({ mutationFn: putResource, onSuccess: (_, put) => put.dryRun || refresh(put.kind) });
}

export function useDelete() {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (each: { kind: string; name: string; env?: string; revision: number }) =>
      got(
        api.DELETE('/api/v1/resources/{kind}/{name}', {
          params: {
            path: { kind: each.kind, name: each.name },
            query: { env: each.env },
            header: { 'If-Match': `"${each.revision}"` },
          },
        }),
      ),
    onSuccess: (_, each) => refresh(each.kind),
  });
}

export interface Revert {
  seq: number;
  dryRun: boolean;
  message?: string;
}

export function revert({ seq, dryRun, message }: Revert): Promise<Outcome> {
  return got(api.POST('/api/v1/changes/{seq}/revert', { params: { path: { seq }, query: { dryRun, message } } }));
}

export function useRevert() {
  const refresh = useRefresh();
  return useMutation({ mutationFn: revert, onSuccess: (_, each) => each.dryRun || refresh() });
}
