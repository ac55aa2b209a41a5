// SPDX-License-Identifier: Apache-2.0
import { queryOptions } from '@tanstack/react-query';
import { api, got, Problem, type Schemas } from './client';

/** How bad an alert is, the worst first. */
export const ALERT_SEVERITIES = ['critical', 'major', 'minor', 'info'] as const;
export type AlertSeverity = (typeof ALERT_SEVERITIES)[number];

/** The severity that a word names; null when it is none of ours, or there is none. */
export function severityOf(word?: string | null): AlertSeverity | null {
  return ALERT_SEVERITIES.find((each) => each === word) ?? null;
}

/** An alert, as lists have it. What it lacks is null. */
export type AlertSummary = Schemas['AlertSummary'];
export type AlertPage = Schemas['AlertPage'];

export const alertKeys = {
  all: ['alerts'] as const,
  lists: ['alerts', 'list'] as const,
  one: (id: string) => ['alerts', 'one', id] as const,
};

/** So many alerts are looked through to say how many a service has. */
const MOST = 200;

/** What fires in an environment; everywhere if absent. @param limit as many are needed, beside the counts of all */
export const firingQuery = (env?: string, limit = MOST) =>
  queryOptions({
    queryKey: [...alertKeys.lists, 'firing', env ?? '', limit],
    queryFn: ({ signal }) =>
      got(api.GET('/api/v1/alerts', { params: { query: { env, state: 'firing', limit } }, signal })),
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
