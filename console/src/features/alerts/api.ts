// SPDX-License-Identifier: Apache-2.0
import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query';
import { type AlertPage, type AlertSummary, alertKeys } from '@/shared/api/alerts';
import { api, type Change, got, Problem, type Schemas, signInAgain } from '@/shared/api/client';
import { PROMETHEUS } from '@/shared/api/prometheus';
import { keys } from '@/shared/api/queries';

export type { AlertPage, AlertSummary } from '@/shared/api/alerts';

/** How often the inbox is asked for again. */
export const INBOX_POLL = 10_000;
const POLL = 15_000;
/** The newest so many at a time; the worst of them stand first. */
const PAGE = 200;

/** Its action is one of the ledger, of which its schema says only that it is a text. */
export type RelatedChange = Schemas['AlertChange'] & Pick<Change, 'action'>;
export type AlertDetail = Omit<Schemas['AlertDetail'], 'context'> & {
  context: Omit<Schemas['AlertSurroundings'], 'changes'> & { changes: RelatedChange[] };
};
export type Impact = Schemas['Impact'];
export type TimelineEntry = Schemas['Happening'];
export type Delivery = Schemas['Delivery'];
export type FiguresAnswer = Schemas['AlertFigureList'];
export type Silence = Schemas['SilenceView'];
export type Receiver = Schemas['ReceiverView'];
export type ReceiverChannel = Schemas['WayView'];

export type FiguresBy = 'day' | 'name' | 'severity' | 'service';

export interface AlertFilter {
  env?: string;
  state: 'firing' | 'resolved' | 'all';
  severity?: string[];
  query?: string;
  mine?: boolean;
  from?: string;
  to?: string;
}

const one = (id: string) => ({ params: { path: { id } } });

/** @param every how often they are asked for again, in milliseconds; never if false */
export const alertsPages = (filter: AlertFilter, every: number | false = INBOX_POLL) =>
  infiniteQueryOptions({
    queryKey: [...alertKeys.lists, filter],
    queryFn: ({ pageParam, signal }) =>
      got(api.GET('/api/v1/alerts', { params: { query: { ...filter, limit: PAGE, cursor: pageParam } }, signal })),
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
        return (await got(api.GET('/api/v1/alerts/{id}', { ...one(id), signal }))) as AlertDetail;
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
    queryFn: ({ signal }) =>
      got(api.GET('/api/v1/alerts/figures', { params: { query: { env, from, to, by } }, signal })),
    staleTime: 60_000,
    placeholderData: keepPreviousData,
  });

export const deliveriesQuery = (env: string, state: string) =>
  queryOptions({
    queryKey: [...alertKeys.all, 'deliveries', env, state],
    queryFn: async ({ signal }) =>
      (await got(api.GET('/api/v1/alerts/deliveries', { params: { query: { env, state, limit: 100 } }, signal })))
        .items,
    refetchInterval: POLL,
    placeholderData: keepPreviousData,
  });

/** They change with the resources, and with what is delivered. */
export const receiversQuery = (env: string) =>
  queryOptions({
    queryKey: [...keys.resources('AlertReceiver'), 'told', env],
    queryFn: ({ signal }) => got(api.GET('/api/v1/alerts/receivers', { params: { query: { env } }, signal })),
    refetchInterval: POLL,
  });

export const silencesQuery = (env: string) =>
  queryOptions({
    queryKey: [...keys.resources('Silence'), 'told', env],
    queryFn: async ({ signal }) =>
      (await got(api.GET('/api/v1/alerts/silences', { params: { query: { env } }, signal }))).items,
    refetchInterval: POLL,
  });

export const switchesQuery = (env: string) =>
  queryOptions({
    queryKey: [...keys.resources('DeadManSwitch'), 'told', env],
    queryFn: async ({ signal }) =>
      (await got(api.GET('/api/v1/alerts/dead-man-switches', { params: { query: { env } }, signal }))).items,
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
      got(
        how === 'release'
          ? api.DELETE('/api/v1/alerts/{id}/claim', one(id))
          : api.POST('/api/v1/alerts/{id}/claim', { ...one(id), body: how === 'take' ? { take: true } : undefined }),
      ),
    onSuccess: (changed, { id }) => shown(changed, id),
    // somebody else was faster, which is to be seen
    onError: (_, { id }) => shown(null, id),
  });
}

export function useComment(id: string) {
  const shown = useShown();
  return useMutation({
    mutationFn: (text: string) => got(api.POST('/api/v1/alerts/{id}/comments', { ...one(id), body: { text } })),
    onSuccess: () => shown(null, id),
  });
}

export function useRevertOf(id: string) {
  const shown = useShown();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: Schemas['Reverting']) => got(api.POST('/api/v1/alerts/{id}/revert', { ...one(id), body })),
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
      got(
        api.POST('/api/v1/alerts/channels/{env}/{name}/test', {
          params: { path: { env, name: channel } },
          body: { to },
        }),
      ),
    onSuccess: () => void queries.invalidateQueries({ queryKey: keys.resources('AlertReceiver') }),
  });
}

export function useTryRoute() {
  return useMutation({
    mutationFn: (tried: { env: string; labels: Record<string, string> }) =>
      got(api.POST('/api/v1/alerts/routes/try', { body: tried })),
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
