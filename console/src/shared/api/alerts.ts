// SPDX-License-Identifier: Apache-2.0
import { queryOptions } from '@tanstack/react-query';
import { Problem, signInAgain } from './client';

/** How bad an alert is, the worst first. */
export const ALERT_SEVERITIES = ['critical', 'major', 'minor', 'info'] as const;
export type AlertSeverity = (typeof ALERT_SEVERITIES)[number];

/** An alert, as lists have it. */
export interface AlertSummary {
  id: string;
  env: string;
  name: string;
  /** Null for a word that is none of ours. */
  severity?: AlertSeverity | null;
  summary: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
  state: 'firing' | 'resolved';
  suppressed?: 'silenced' | 'inhibited' | null;
  silencedBy: string[];
  inhibitedBy: string[];
  flapping: boolean;
  startedAt: string;
  endedAt?: string | null;
  claimedBy?: string | null;
  claimedAt?: string | null;
  notifiedAt?: string | null;
  escalatedTo?: string | null;
  receivers: string[];
  source: 'rule' | 'api' | 'deadMan';
  group?: string | null;
  comments: number;
  /** Whether who asks may claim it. */
  mine: boolean;
}

export interface AlertPage {
  items: AlertSummary[];
  nextCursor?: string | null;
  counts: Record<AlertSeverity, number>;
}

export const alertKeys = {
  all: ['alerts'] as const,
  lists: ['alerts', 'list'] as const,
  one: (id: string) => ['alerts', 'one', id] as const,
};

type Asked = Record<string, string | number | boolean | readonly string[] | undefined>;

/** Asks the API of alerts. Throws a {@link Problem} for everything that is no success. */
export async function askAlerts<T>(
  path: string,
  {
    query = {},
    method = 'GET',
    body,
    signal,
  }: { query?: Asked; method?: string; body?: unknown; signal?: AbortSignal },
): Promise<T> {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0)) {
      given.set(name, Array.isArray(value) ? value.join(',') : String(value));
    }
  }
  const search = given.size > 0 ? `?${given}` : '';
  const response = await fetch(`/api/v1/alerts${path}${search}`, {
    method,
    signal,
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
  });
  const answer: unknown = response.status === 204 ? undefined : await response.json().catch(() => undefined);
  if (response.ok) {
    return answer as T;
  }
  if (response.status === 401) {
    signInAgain();
  }
  throw Problem.of(response.status, answer);
}

/** So many alerts are looked through to say how many a service has. */
const MOST = 200;

/** What fires in an environment; everywhere if absent. @param limit as many are needed, beside the counts of all */
export const firingQuery = (env?: string, limit = MOST) =>
  queryOptions({
    queryKey: [...alertKeys.lists, 'firing', env ?? '', limit],
    queryFn: ({ signal }) => askAlerts<AlertPage>('', { query: { env, state: 'firing', limit }, signal }),
    // who may see none will not a little later
    refetchInterval: ({ state: { error } }) => (error instanceof Problem && error.status === 403 ? false : 30_000),
    staleTime: 10_000,
    retry: false,
  });

/** Names that labels have for a service. */
const SERVICE_LABELS = ['service', 'service_name', 'job', 'app'] as const;

/** What an alert is about by its labels; null when they do not say. */
export function serviceOf(labels: Record<string, string>): string | null {
  const label = SERVICE_LABELS.find((each) => labels[each]);
  return label ? (labels[label] ?? null) : null;
}

/** How many of them are of a service or of a transaction; what is silenced or inhibited is not counted. */
export function countOf(alerts: readonly AlertSummary[], of: { service?: string; transaction?: string }): number {
  return alerts.filter(
    ({ labels, suppressed }) =>
      suppressed == null &&
      (of.service === undefined ? labels.transaction === of.transaction : serviceOf(labels) === of.service),
  ).length;
}
