// SPDX-License-Identifier: Apache-2.0
import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query';
import { type AlertPage, type AlertSummary, alertKeys, askAlerts } from '@/shared/api/alerts';
import { Problem, signInAgain } from '@/shared/api/client';
import { PROMETHEUS } from '@/shared/api/prometheus';
import { keys } from '@/shared/api/queries';

export type { AlertPage, AlertSeverity, AlertSummary } from '@/shared/api/alerts';

/** How often the inbox is asked for again. */
export const INBOX_POLL = 10_000;
const POLL = 15_000;
/** The newest so many at a time; the worst of them stand first. */
const PAGE = 200;

export interface Delivery {
  id: string;
  env: string;
  receiver: string;
  channel: string;
  groupKey: string;
  alerts: string[];
  firing: number;
  resolved: number;
  state: 'pending' | 'delivered' | 'failed';
  attempts: number;
  error?: string | null;
  createdAt: string;
  nextAttemptAt?: string | null;
  endedAt?: string | null;
}

export interface RelatedChange {
  seq: number;
  changeSet: number;
  at: string;
  author: string;
  message: string;
  kind: string;
  env?: string | null;
  name: string;
  action: 'create' | 'update' | 'delete';
  why: string;
  direct: boolean;
  mayRevert: boolean;
  reverted: boolean;
}

/** A service that came up, of which there is nothing to revert. */
export interface Arrival {
  service: string;
  version?: string | null;
  instances: number;
  at: string;
  direct: boolean;
}

export interface Impact {
  transaction: string;
  title: string;
  count: number;
  failures: number;
  users: number;
  amount: number | string;
  unit?: string | null;
  reasons: string[];
}

export interface TimelineEntry {
  at: string;
  type: string;
  actor?: string | null;
  text: string;
  data: Record<string, unknown>;
}

export interface AlertDetail {
  alert: AlertSummary;
  fingerprint: string;
  generatorUrl: string;
  expr?: string | null;
  runbookUrl?: string | null;
  context: { services: string[]; changes: RelatedChange[]; arrivals?: Arrival[]; impacts: Impact[] };
  timeline: TimelineEntry[];
  deliveries: Delivery[];
  history: { timesFired30d: number; last: { id: string; startedAt: string; endedAt?: string | null }[] };
}

export interface Figures {
  count: number;
  claimed: number;
  mttaSeconds?: number | null;
  mttrSeconds?: number | null;
}

export type FiguresBy = 'day' | 'name' | 'severity' | 'service';

export interface FiguresAnswer extends Figures {
  from: string;
  to: string;
  items: (Figures & { key: string })[];
}

export interface Silence {
  name: string;
  env: string;
  matchers: string[];
  startsAt: string;
  endsAt: string;
  comment: string;
  createdBy: string;
  state: 'pending' | 'active' | 'expired';
  affects: number;
}

export interface ReceiverChannel {
  channel: string;
  to: string[];
  sort: string;
  lastDelivery?: Delivery | null;
}

export interface Receiver {
  name: string;
  description: string;
  channels: ReceiverChannel[];
  escalation?: { afterMinutes: number; to: string } | null;
}

export interface Receivers {
  items: Receiver[];
  channels: { name: string; sort: string; lastDelivery?: Delivery | null }[];
}

export interface TestResult {
  delivered: boolean;
  error?: string | null;
  seconds: number;
}

export interface RouteMatch {
  receiver: string;
  route: string;
  groupBy: Record<string, string>;
  channels: string[];
}

export interface DeadManSwitch {
  name: string;
  env: string;
  within: string;
  lastSeenAt?: string | null;
  state: 'waiting' | 'alive' | 'missing';
}

export interface AlertFilter {
  env?: string;
  state: 'firing' | 'resolved' | 'all';
  severity?: readonly string[];
  query?: string;
  mine?: boolean;
  from?: string;
  to?: string;
}

const one = (id: string) => `/${encodeURIComponent(id)}`;

/** @param every how often they are asked for again, in milliseconds; never if false */
export const alertsPages = (filter: AlertFilter, every: number | false = INBOX_POLL) =>
  infiniteQueryOptions({
    queryKey: [...alertKeys.lists, filter],
    queryFn: ({ pageParam, signal }) =>
      askAlerts<AlertPage>('', {
        query: { ...filter, mine: filter.mine || undefined, limit: PAGE, cursor: pageParam },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    refetchInterval: every,
    staleTime: 2_000,
  });

/** Null when there is none of this number. */
export const alertQuery = (id: string) =>
  queryOptions({
    queryKey: alertKeys.one(id),
    queryFn: async ({ signal }) => {
      try {
        return await askAlerts<AlertDetail>(one(id), { signal });
      } catch (e) {
        if (e instanceof Problem && e.status === 404) {
          return null;
        }
        throw e;
      }
    },
    refetchInterval: INBOX_POLL,
  });

export const figuresQuery = (env: string | undefined, from: string, to: string, by: FiguresBy) =>
  queryOptions({
    queryKey: [...alertKeys.all, 'figures', env ?? '', from, to, by],
    queryFn: ({ signal }) => askAlerts<FiguresAnswer>('/figures', { query: { env, from, to, by }, signal }),
    staleTime: 60_000,
    placeholderData: keepPreviousData,
  });

export const deliveriesQuery = (env: string, state: string) =>
  queryOptions({
    queryKey: [...alertKeys.all, 'deliveries', env, state],
    queryFn: async ({ signal }) =>
      (await askAlerts<{ items: Delivery[] }>('/deliveries', { query: { env, state, limit: 100 }, signal })).items,
    refetchInterval: POLL,
    placeholderData: keepPreviousData,
  });

/** They change with the resources, and with what is delivered. */
export const receiversQuery = (env: string) =>
  queryOptions({
    queryKey: [...keys.resources('AlertReceiver'), 'told', env],
    queryFn: ({ signal }) => askAlerts<Receivers>('/receivers', { query: { env }, signal }),
    refetchInterval: POLL,
  });

export const silencesQuery = (env: string) =>
  queryOptions({
    queryKey: [...keys.resources('Silence'), 'told', env],
    queryFn: async ({ signal }) =>
      (await askAlerts<{ items: Silence[] }>('/silences', { query: { env }, signal })).items,
    refetchInterval: POLL,
  });

export const switchesQuery = (env: string) =>
  queryOptions({
    queryKey: [...keys.resources('DeadManSwitch'), 'told', env],
    queryFn: async ({ signal }) =>
      (await askAlerts<{ items: DeadManSwitch[] }>('/dead-man-switches', { query: { env }, signal })).items,
    refetchInterval: POLL,
  });

/** What was answered stands in all that shows the alert, at once. */
function useShown() {
  const queries = useQueryClient();
  return (changed: AlertSummary | null, id: string) => {
    if (changed !== null) {
      queries.setQueriesData<{ pages: AlertPage[]; pageParams: unknown[] }>({ queryKey: alertKeys.lists }, (before) =>
        before?.pages
          ? {
              ...before,
              pages: before.pages.map((page) => ({
                ...page,
                items: page.items.map((each) => (each.id === changed.id ? changed : each)),
              })),
            }
          : before,
      );
      queries.setQueryData<AlertDetail | null>(alertKeys.one(id), (before) => before && { ...before, alert: changed });
    }
    void queries.invalidateQueries({ queryKey: alertKeys.one(id) });
    void queries.invalidateQueries({ queryKey: alertKeys.lists });
  };
}

/** To claim an alert, to take it over, or to let go of it. */
export function useClaim() {
  const shown = useShown();
  return useMutation({
    mutationFn: ({ id, how }: { id: string; how: 'claim' | 'take' | 'release' }) =>
      askAlerts<AlertSummary>(`${one(id)}/claim`, {
        method: how === 'release' ? 'DELETE' : 'POST',
        body: how === 'take' ? { take: true } : undefined,
      }),
    onSuccess: (changed, { id }) => shown(changed, id),
    // somebody else was faster, which is to be seen
    onError: (_, { id }) => shown(null, id),
  });
}

export function useComment(id: string) {
  const shown = useShown();
  return useMutation({
    mutationFn: (text: string) => askAlerts<TimelineEntry>(`${one(id)}/comments`, { method: 'POST', body: { text } }),
    onSuccess: () => shown(null, id),
  });
}

export function useRevertOf(id: string) {
  const shown = useShown();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ changeSet, message }: { changeSet: number; message?: string }) =>
      askAlerts<{ position: number }>(`${one(id)}/revert`, { method: 'POST', body: { changeSet, message } }),
    onSuccess: () => {
      shown(null, id);
      void queries.invalidateQueries({ queryKey: ['resources'] });
      void queries.invalidateQueries({ queryKey: keys.changes });
    },
  });
}

export function useTest(env: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ channel, to }: { channel: string; to: string[] }) =>
      askAlerts<TestResult>(`/channels/${encodeURIComponent(env)}/${encodeURIComponent(channel)}/test`, {
        method: 'POST',
        body: { to },
      }),
    onSuccess: () => void queries.invalidateQueries({ queryKey: keys.resources('AlertReceiver') }),
  });
}

export function useTryRoute() {
  return useMutation({
    mutationFn: (tried: { env: string; labels: Record<string, string> }) =>
      askAlerts<{ matches: RouteMatch[] }>('/routes/try', { method: 'POST', body: tried }),
  });
}

export function useSignOfLife() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ env, name }: { env: string; name: string }) =>
      askAlerts<void>(`/dead-man-switches/${encodeURIComponent(env)}/${encodeURIComponent(name)}`, { method: 'POST' }),
    onSuccess: () => void queries.invalidateQueries({ queryKey: keys.resources('DeadManSwitch') }),
  });
}

/** A rule, as the API of Prometheus has it. */
export interface AlertRule {
  name: string;
  query: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
  health: 'ok' | 'err' | 'unknown';
  lastError?: string;
  lastEvaluation: string;
  evaluationTime: number;
  duration: number;
  keepFiringFor: number;
  state: 'inactive' | 'pending' | 'firing';
  alerts: { labels: Record<string, string>; state: string; activeAt: string; value: string }[];
}

export interface RuleGroup {
  name: string;
  file: string;
  interval: number;
  evaluationTime: number;
  lastEvaluation: string;
  rules: AlertRule[];
}

export const rulesQuery = queryOptions({
  queryKey: [...keys.resources('AlertRules'), 'evaluated'],
  queryFn: async ({ signal }) => {
    const response = await fetch(`${PROMETHEUS}/rules?type=alert`, { signal });
    const body = await response.json().catch(() => ({}));
    if (response.ok) {
      return (body.data?.groups ?? []) as RuleGroup[];
    }
    if (response.status === 401) {
      signInAgain();
    }
    throw Problem.of(response.status, { detail: body.error, ...body });
  },
  refetchInterval: POLL,
});
