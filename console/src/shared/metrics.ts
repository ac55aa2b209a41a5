// SPDX-License-Identifier: Apache-2.0
import type {
  ExemplarSeries,
  HistogramValue,
  MatrixRow,
  MetricAbout,
  QueryData,
  Range,
  SeriesLabels,
} from '@/shared/api/prometheus';
import type { Period } from '@/shared/api/queries';

export const VIEWS = ['graph', 'table'] as const;
export type View = (typeof VIEWS)[number];

export function viewOf(params: URLSearchParams): View {
  return params.get('view') === 'table' ? 'table' : 'graph';
}

/** How many points a line has, about. The API gives 11,000 at most. */
export const RESOLUTIONS = { auto: 480, fine: 2_400, finest: 10_000 } as const;
export type Resolution = keyof typeof RESOLUTIONS;

export function resolutionOf(params: URLSearchParams): Resolution {
  const given = params.get('resolution') ?? '';
  return Object.hasOwn(RESOLUTIONS, given) ? (given as Resolution) : 'auto';
}

const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 43_200, 86_400];

/** The shortest step of those that people count in, of which so many are enough. */
export function stepOf(seconds: number, points: number): number {
  return STEPS.find((step) => seconds / step <= points) ?? 86_400 * Math.ceil(seconds / points / 86_400);
}

/** From and to on whole steps, so that the same query gives the same points a little later. */
export function rangeOf(period: Period, resolution: Resolution, now: number): Range {
  const to = 'minutes' in period ? now / 1000 : Date.parse(period.to) / 1000;
  const from = 'minutes' in period ? to - period.minutes * 60 : Date.parse(period.from) / 1000;
  const step = stepOf(to - from, RESOLUTIONS[resolution]);
  return { start: Math.ceil(from / step) * step, end: Math.floor(to / step) * step, step };
}

/** The moment that a table is of, in seconds: the end of the time. */
export function momentOf(period: Period, now: number): number {
  return 'minutes' in period ? now / 1000 : Date.parse(period.to) / 1000;
}

const PLAIN_NAME = /^[A-Za-z_:][A-Za-z0-9_:]*$/;
const PLAIN_LABEL = /^[A-Za-z_][A-Za-z0-9_]*$/;
const quoted = (text: string) => JSON.stringify(text);

/** A series as one would ask for it: `up{job="api"}`. */
export function seriesName(metric: SeriesLabels): string {
  const { __name__: name, ...labels } = metric;
  const plain = name !== undefined && PLAIN_NAME.test(name);
  const parts = Object.entries(labels).map(
    ([label, value]) => `${PLAIN_LABEL.test(label) ? label : quoted(label)}=${quoted(value)}`,
  );
  if (name !== undefined && !plain) {
    parts.unshift(quoted(name));
  }
  const inside = parts.length > 0 || !plain ? `{${parts.join(', ')}}` : '';
  return `${plain ? name : ''}${inside}`;
}

/** As Prometheus writes numbers. */
export function numberOf(text: string): number {
  return text === '+Inf' ? Number.POSITIVE_INFINITY : text === '-Inf' ? Number.NEGATIVE_INFINITY : Number(text);
}

const UNITS = [
  [1e12, 'T'],
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
] as const;

/** A number with four digits that say something. */
export function short(value: number): string {
  const size = Math.abs(value);
  if (!Number.isFinite(value)) {
    return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
  }
  if (size >= 1e15 || (size > 0 && size < 1e-4)) {
    return value.toExponential(2);
  }
  const [unit, letter] = UNITS.find(([each]) => size >= each * 10) ?? [1, ''];
  return `${Number((value / unit).toPrecision(4))}${letter ? ` ${letter}` : ''}`;
}

/** A line of the graph: times in milliseconds and values, one after the other. */
export interface Line {
  name: string;
  points: Float64Array;
  /** The newest value. */
  last: number;
}

/**
 * The points of a series. Where it has none for a while there is a gap: a value that is no number. What is infinite cannot be drawn and is
 * a gap as well; of a histogram its count is drawn.
 */
export function lineOf(row: MatrixRow, step: number): Line {
  const values: [number, number][] = [
    ...(row.values ?? []).map(([time, value]): [number, number] => [time, numberOf(value)]),
    ...(row.histograms ?? []).map(([time, histogram]): [number, number] => [time, numberOf(histogram.count)]),
  ];
  if (row.histograms !== undefined) {
    values.sort(([one], [other]) => one - other);
  }
  const gaps = values.filter(([time], at) => at > 0 && time - (values[at - 1]?.[0] ?? 0) > step * 1.5).length;
  const points = new Float64Array((values.length + gaps) * 2);
  let to = 0;
  let before = Number.POSITIVE_INFINITY;
  for (const [time, value] of values) {
    if (time - before > step * 1.5) {
      points[to++] = (before + step) * 1000;
      points[to++] = Number.NaN;
    }
    points[to++] = time * 1000;
    points[to++] = Number.isFinite(value) ? value : Number.NaN;
    before = time;
  }
  return { name: seriesName(row.metric), points, last: values.at(-1)?.[1] ?? Number.NaN };
}

/** More lines than these nobody tells apart. */
export const MOST_LINES = 100;

export function linesOf(data: QueryData, step: number): Line[] {
  return data.resultType === 'matrix' ? data.result.slice(0, MOST_LINES).map((row) => lineOf(row, step)) : [];
}

/** The lowest and the highest value that is drawn; null when nothing is. */
export function extentOf(lines: Line[]): [number, number] | null {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const { points } of lines) {
    for (let at = 1; at < points.length; at += 2) {
      const value = points[at] as number;
      if (value < low) {
        low = value;
      }
      if (value > high) {
        high = value;
      }
    }
  }
  return low <= high ? [low, high] : null;
}

/** What leads to a trace: where it is drawn, and what it really was. */
export interface Dot {
  at: number;
  y: number;
  value: number;
  traceId: string;
  series: string;
}

/** Names that senders have for the id of a trace. */
const TRACE_LABELS = ['trace_id', 'traceID', 'traceId', 'trace'];
const PARTS = 60;

/**
 * Of each sixtieth of the time the largest exemplar that leads to a trace. What was observed may be another quantity than what is drawn, so
 * a dot is never outside of the lines.
 */
export function dotsOf(found: ExemplarSeries[], start: number, end: number, extent: [number, number] | null): Dot[] {
  const parts = new Map<number, Dot>();
  for (const { seriesLabels, exemplars } of found) {
    for (const exemplar of exemplars) {
      const label = TRACE_LABELS.find((each) => exemplar.labels[each]);
      const traceId = label && exemplar.labels[label];
      if (!traceId || extent === null) {
        continue;
      }
      const value = numberOf(exemplar.value);
      const part = Math.floor((PARTS * (exemplar.timestamp - start)) / Math.max(1, end - start));
      const known = parts.get(part);
      if (known === undefined || value > known.value) {
        parts.set(part, {
          at: exemplar.timestamp * 1000,
          y: Math.min(Math.max(value, extent[0]), extent[1]),
          value,
          traceId,
          series: seriesName(seriesLabels),
        });
      }
    }
  }
  return [...parts.values()].sort((one, other) => one.at - other.at);
}

/** A row of the table: a series with what it has, the newest first. */
export interface Row {
  key: string;
  name: string;
  /** By which rows are compared. */
  number: number;
  values: { at: number; text: string; histogram?: HistogramValue }[];
}

export function rowsOf(data: QueryData): Row[] {
  if (data.resultType === 'matrix') {
    return data.result.map((row) => {
      const name = seriesName(row.metric);
      const values = [
        ...(row.values ?? []).map(([at, value]) => ({ at, text: value })),
        ...(row.histograms ?? []).map(([at, histogram]) => ({ at, text: histogram.count, histogram })),
      ].sort((one, other) => other.at - one.at);
      return { key: name, name, number: numberOf(values[0]?.text ?? 'NaN'), values };
    });
  }
  if (data.resultType === 'vector') {
    return data.result.map((row) => {
      const name = seriesName(row.metric);
      const [at, value] = row.value ?? [row.histogram?.[0] ?? 0, row.histogram?.[1].count ?? 'NaN'];
      return { key: name, name, number: numberOf(value), values: [{ at, text: value, histogram: row.histogram?.[1] }] };
    });
  }
  const [at, value] = data.result;
  return [{ key: data.resultType, name: data.resultType, number: numberOf(value), values: [{ at, text: value }] }];
}

const ENDINGS = /_(bucket|sum|count|total|created|info)$/;

/** What is known of a metric; of a histogram its series are known by the family. */
export function aboutOf(name: string, known: Record<string, MetricAbout[]>): MetricAbout | undefined {
  return known[name]?.[0] ?? known[name.replace(ENDINGS, '')]?.[0];
}

/** A first query of a metric that says something. */
export function firstQueryOf(name: string, about: MetricAbout | undefined): string {
  const metric = seriesName({ __name__: name });
  if (name.endsWith('_bucket')) {
    return `histogram_quantile(0.95, sum by (le) (rate(${metric}[5m])))`;
  }
  if (about?.type === 'histogram' && !/_(sum|count)$/.test(name)) {
    return `histogram_quantile(0.95, sum(rate(${metric}[5m])))`;
  }
  const counts =
    about?.type === 'counter' || name.endsWith('_total') || (/_(sum|count)$/.test(name) && about?.type !== 'gauge');
  return counts ? `rate(${metric}[5m])` : metric;
}

export interface Metric {
  name: string;
  about?: MetricAbout;
}

/** Metrics with all of the words in their name or in what is said about them. */
export function metricsWith(words: string, names: string[], known: Record<string, MetricAbout[]>): Metric[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return names
    .map((name) => ({ name, about: aboutOf(name, known) }))
    .filter(({ name, about }) => {
      const text = `${name} ${about?.type ?? ''} ${about?.help ?? ''}`.toLowerCase();
      return wanted.every((word) => text.includes(word));
    });
}

/** Where an error is in the query, from 0; null when the message does not say. */
export function placeOf(message: string, query: string): { from: number; to: number } | null {
  const said = /(\d+):(\d+): parse error/.exec(message);
  if (said === null) {
    return null;
  }
  const before = query
    .split('\n')
    .slice(0, Number(said[1]) - 1)
    .reduce((sum, line) => sum + line.length + 1, 0);
  const from = Math.min(before + Number(said[2]) - 1, query.length);
  const word = /^(?:[\w:.]+|\S)/.exec(query.slice(from));
  // at the end there is nothing to mark but what is before it
  return word
    ? { from, to: from + word[0].length }
    : { from: Math.max(0, query.trimEnd().length - 1), to: query.length };
}

/** Without what only says which parameter it was. */
export function wordsOf(message: string): string {
  return message.replace(/^invalid parameter "query": /, '');
}
