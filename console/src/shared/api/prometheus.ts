// SPDX-License-Identifier: Apache-2.0
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { Problem, signInAgain } from './client';
import { panelTurns } from './turns';

/** The API of Prometheus, which has a contract of its own. */
export const PROMETHEUS = '/prometheus/api/v1';

export type SeriesLabels = Record<string, string>;

/** A time in seconds and a number as text. */
export type FloatPoint = [number, string];

export interface HistogramValue {
  count: string;
  sum: string;
  /** Which bounds belong to it, the lower bound, the upper one, and how many are in it. */
  buckets?: [number, string, string, string][];
}

export interface MatrixRow {
  metric: SeriesLabels;
  values?: FloatPoint[];
  histograms?: [number, HistogramValue][];
}

export interface VectorRow {
  metric: SeriesLabels;
  value?: FloatPoint;
  histogram?: [number, HistogramValue];
}

export type QueryData =
  | { resultType: 'matrix'; result: MatrixRow[] }
  | { resultType: 'vector'; result: VectorRow[] }
  | { resultType: 'scalar' | 'string'; result: FloatPoint };

export interface Answer<T> {
  data: T;
  /** The result may not be what was meant. */
  warnings: string[];
  /** The query may not be what was meant. */
  infos: string[];
}

export interface MetricAbout {
  type: string;
  help: string;
  unit: string;
}

export interface ExemplarSeries {
  seriesLabels: SeriesLabels;
  exemplars: { labels: SeriesLabels; value: string; timestamp: number }[];
}

/** A query that is none, or cannot be answered, in the words of Prometheus. */
export class QueryError extends Error {
  constructor(
    readonly status: number,
    readonly type: string,
    message: string,
  ) {
    super(message);
  }
}

type Parameters = Record<string, string | number | undefined>;

async function ask<T>(path: string, parameters: Parameters, signal?: AbortSignal, form = false): Promise<Answer<T>> {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) {
      given.set(name, String(value));
    }
  }
  const response = form
    ? await fetch(`${PROMETHEUS}${path}`, { method: 'POST', body: given, signal })
    : await fetch(`${PROMETHEUS}${path}?${given}`, { signal });
  const body = await response.json().catch(() => ({}));
  if (response.ok) {
    return { data: body.data as T, warnings: body.warnings ?? [], infos: body.infos ?? [] };
  }
  if (response.status === 401) {
    signInAgain();
  }
  if (body.status === 'error') {
    throw new QueryError(response.status, String(body.errorType), String(body.error));
  }
  throw Problem.of(response.status, body);
}

const METRICS = 'metrics';
const FRESH = 10_000;

/** What is wrong with a query is wrong the second time, too. */
const retry = (count: number, error: Error) =>
  count < 2 && !(error instanceof QueryError) && !(error instanceof Problem && error.status < 500);

export interface Range {
  /** Seconds since 1970. */
  start: number;
  end: number;
  step: number;
}

/** @param key of the time that is asked for: as long as it is the same, what was read before is shown */
export const rangeQuery = (query: string, range: () => Range, key: unknown[]) =>
  queryOptions({
    queryKey: [METRICS, 'range', query, ...key],
    queryFn: async ({ signal }) => {
      const asked = range();
      return { ...(await ask<QueryData>('/query_range', { query, ...asked }, signal, true)), range: asked };
    },
    staleTime: FRESH,
    retry,
    placeholderData: keepPreviousData,
  });

export const instantQuery = (query: string, time: () => number, key: unknown[]) =>
  queryOptions({
    queryKey: [METRICS, 'instant', query, ...key],
    queryFn: ({ signal }) => ask<QueryData>('/query', { query, time: time() }, signal, true),
    staleTime: FRESH,
    retry,
    placeholderData: keepPreviousData,
  });

/** How long what a panel has shown is kept: the next time of refreshing asks for another time. */
const PANEL_KEPT = 60_000;

/** What all queries of a panel give over time. They wait for their turn. */
export const panelHistoryQuery = (queries: string[], { start, end, step }: Range) =>
  queryOptions({
    queryKey: [METRICS, 'panel', queries, start, end, step],
    queryFn: ({ signal }) =>
      Promise.all(
        queries.map((query) =>
          panelTurns.take(() => ask<QueryData>('/query_range', { query, start, end, step }, signal, true), signal),
        ),
      ),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: PANEL_KEPT,
    retry,
    placeholderData: keepPreviousData,
  });

/** What all queries of a panel give at one moment. */
export const panelMomentQuery = (queries: string[], time: number) =>
  queryOptions({
    queryKey: [METRICS, 'panel at', queries, time],
    queryFn: ({ signal }) =>
      Promise.all(
        queries.map((query) => panelTurns.take(() => ask<QueryData>('/query', { query, time }, signal, true), signal)),
      ),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: PANEL_KEPT,
    retry,
    placeholderData: keepPreviousData,
  });

/** More values than anybody chooses among. */
const MOST_VALUES = 1_000;

/** The values of a label of some series. @param key of the time that is asked for */
export const labelValuesQuery = (
  label: string,
  selector: string,
  time: () => Pick<Range, 'start' | 'end'>,
  key: unknown,
) =>
  queryOptions({
    queryKey: [METRICS, 'values', label, selector, key],
    queryFn: async ({ signal }) => {
      const { start, end } = time();
      const path = `/label/${encodeURIComponent(label)}/values`;
      return (await ask<string[]>(path, { 'match[]': selector, start, end, limit: MOST_VALUES }, signal)).data;
    },
    staleTime: 60_000,
    retry,
  });

export const exemplarsQuery = (query: string, start: number, end: number) =>
  queryOptions({
    queryKey: [METRICS, 'exemplars', query, start, end],
    queryFn: ({ signal }) => ask<ExemplarSeries[]>('/query_exemplars', { query, start, end }, signal, true),
    staleTime: FRESH,
    retry,
  });

/** Whether it is a query at all. */
export const parseQuery = (query: string) =>
  queryOptions({
    queryKey: [METRICS, 'parse', query],
    queryFn: ({ signal }) => ask<unknown>('/parse_query', { query }, signal, true),
    staleTime: Number.POSITIVE_INFINITY,
    retry,
  });

/** More names than anybody looks through. */
const MOST_NAMES = 20_000;

/** The metrics of the last hours. */
export const metricNamesQuery = (hours: number) =>
  queryOptions({
    queryKey: [METRICS, 'names', hours],
    queryFn: ({ signal }) =>
      ask<string[]>(
        '/label/__name__/values',
        { start: Math.floor(Date.now() / 1000) - hours * 3600, limit: MOST_NAMES },
        signal,
      ),
    staleTime: 60_000,
    retry,
  });

export const metadataQuery = queryOptions({
  queryKey: [METRICS, 'metadata'],
  queryFn: ({ signal }) => ask<Record<string, MetricAbout[]>>('/metadata', { limit_per_metric: 1 }, signal),
  staleTime: 60_000,
  retry,
});
