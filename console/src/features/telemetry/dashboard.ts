// SPDX-License-Identifier: Apache-2.0
import type { Range, SeriesLabels } from '@/shared/api/prometheus';
import type { LogFilter, Period } from '@/shared/api/queries';
import { type Line, stepOf } from '@/shared/metrics';
import type { Unit } from './units';

/** The spec of a `Dashboard`. */
export interface Dashboard {
  title: string;
  description?: string;
  tags?: string[];
  variables?: Variable[];
  /** Between two samples of its metrics. */
  sampledSeconds?: number;
  rows: { title?: string; panels: Panel[] }[];
}

export interface Variable {
  name: string;
  label?: string;
  query?: { metric?: string; matchers?: string; label: string };
  values?: string[];
  multi?: boolean;
  includeAll?: boolean;
  default?: string;
}

export interface Panel {
  title: string;
  kind: 'timeseries' | 'stat' | 'table' | 'logs' | 'text';
  description?: string;
  width?: number;
  unit?: Unit;
  queries?: { expr: string; legend?: string }[];
  logs?: { query?: string; services?: string[]; severity?: string; tags?: string[] };
  text?: string;
  thresholds?: Threshold[];
  min?: number;
  max?: number;
  stacked?: boolean;
}

export type Level = 'ok' | 'warning' | 'error';

export interface Threshold {
  value: number;
  level: Level;
}

/** What a new one begins with. */
export const FIRST: Dashboard = {
  title: 'My dashboard',
  variables: [{ name: 'job', label: 'Service', query: { metric: 'up', label: 'job' }, multi: true, includeAll: true }],
  rows: [
    {
      title: 'At a glance',
      panels: [
        { title: 'Targets that are up', kind: 'stat', unit: 'none', queries: [{ expr: 'sum(up{job=~"$job"})' }] },
        {
          title: 'Samples a scrape gives',
          kind: 'timeseries',
          width: 9,
          unit: 'short',
          queries: [{ expr: 'sum by (job) (scrape_samples_scraped{job=~"$job"})', legend: '{{job}}' }],
        },
      ],
    },
  ],
};

/** How many points a line of a panel has, about. */
const POINTS = 240;
/** How often most metrics come, in seconds. */
const SCRAPED = 15;

/** The time of a dashboard: the same for all panels, on whole steps. */
export interface DashboardTime extends Range {
  /** Of the time that is looked at, in seconds. */
  seconds: number;
  /** Between two samples of the metrics that are shown, in seconds. */
  sampled: number;
}

export function timeOf(period: Period, now: number, sampled = SCRAPED): DashboardTime {
  const to = 'minutes' in period ? now / 1000 : Date.parse(period.to) / 1000;
  const from = 'minutes' in period ? to - period.minutes * 60 : Date.parse(period.from) / 1000;
  const step = stepOf(to - from, POINTS);
  return {
    start: Math.ceil(from / step) * step,
    end: Math.floor(to / step) * step,
    step,
    seconds: Math.max(1, Math.round(to - from)),
    sampled,
  };
}

/** In the address, and in the place of values: all of them. */
export const ALL = '$__all';

/** What is chosen of a variable. */
export type Choice = readonly string[] | typeof ALL;

/** The parameter of the address that has what is chosen. */
export const parameterOf = (variable: Pick<Variable, 'name'>) => `var-${variable.name}`;

/**
 * What is chosen: what the address says, or else what the dashboard says, or else all, or else the first value; null while that is not known.
 *
 * @param options null while they are not known
 */
export function choiceOf(
  variable: Variable,
  params: URLSearchParams,
  options: readonly string[] | null,
): Choice | null {
  const given = params.getAll(parameterOf(variable)).filter((each) => each !== '');
  if (variable.includeAll && given.includes(ALL)) {
    return ALL;
  }
  const values = given.filter((each) => each !== ALL);
  if (values.length > 0) {
    return variable.multi ? values : values.slice(0, 1);
  }
  if (variable.default !== undefined) {
    return variable.default === ALL ? ALL : [variable.default];
  }
  if (variable.includeAll) {
    return ALL;
  }
  return options === null ? null : options.slice(0, 1);
}

const PLACEHOLDER = /\$(?:\{([^{}]*)\}|([A-Za-z_][A-Za-z0-9_]*))/g;

/** The text with something in the place of `$name` and `${name}`; what is not known stays. */
function filled(text: string, value: (name: string) => string | undefined): string {
  return text.replace(PLACEHOLDER, (whole, braced?: string, bare?: string) => value(braced ?? bare ?? '') ?? whole);
}

const asRegex = (value: string) => value.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
const asText = (value: string) => value.replace(/\\/g, '\\\\').replace(/"/g, '\\"');

/** What stands for a variable in PromQL: a regular expression when several or all can be chosen. */
function inPromql(variable: Variable, choice: Choice): string {
  if (choice === ALL) {
    return '.*';
  }
  if (!variable.multi && !variable.includeAll) {
    return asText(choice[0] ?? '');
  }
  const each = choice.map(asRegex);
  return asText(each.length > 1 ? `(${each.join('|')})` : (each[0] ?? ''));
}

/** What is chosen of each variable, and the variables themselves. */
export interface Chosen {
  variables: readonly Variable[];
  choices: ReadonlyMap<string, Choice>;
}

const variableOf = (chosen: Chosen, name: string): [Variable, Choice] | null => {
  const variable = chosen.variables.find((each) => each.name === name);
  const choice = chosen.choices.get(name);
  return variable && choice !== undefined ? [variable, choice] : null;
};

/** A length of time as PromQL writes it. */
const length = (seconds: number) => `${seconds}s`;

/** A query or matchers with values in the place of variables. */
export function promqlOf(expr: string, chosen: Chosen, time: DashboardTime): string {
  return filled(expr, (name) => {
    switch (name) {
      case '__interval':
        return length(Math.max(time.step, time.sampled));
      case '__rate_interval':
        // long enough to have several samples in it, and to leave none out between two steps
        return length(Math.max(4 * time.sampled, time.step + time.sampled));
      case '__range':
        return length(time.seconds);
    }
    const found = variableOf(chosen, name);
    return found ? inPromql(...found) : undefined;
  });
}

/** Words for people with values in the place of variables. @param all what stands for all of them */
export function wordsWith(text: string, chosen: Chosen, all: string): string {
  return filled(text, (name) => {
    const found = variableOf(chosen, name);
    return found ? (found[1] === ALL ? all : found[1].join(', ')) : undefined;
  });
}

/** The series whose label has the values that can be chosen: `up{env=~"dev"}`. */
export function selectorOf(
  { metric = '', matchers }: NonNullable<Variable['query']>,
  chosen: Chosen,
  time: DashboardTime,
) {
  return matchers ? `${metric}{${promqlOf(matchers, chosen, time)}}` : metric;
}

/**
 * Which logs a panel shows. Where a variable stands for several services there are several; where it stands for all, they are not narrowed.
 * Attributes are all to be there at once, so one of several values cannot be asked for: it is left out.
 */
export function logFilterOfPanel(logs: NonNullable<Panel['logs']>, chosen: Chosen): LogFilter {
  const choicesIn = (text: string) =>
    [...text.matchAll(PLACEHOLDER)].flatMap(([, braced, bare]) => {
      const found = variableOf(chosen, braced ?? bare ?? '');
      return found ? [found[1]] : [];
    });
  const services = (logs.services ?? []).map((text) => {
    const choices = choicesIn(text);
    if (choices.some((each) => each === ALL)) {
      return null;
    }
    return choices.length === 1
      ? (choices[0] as readonly string[]).map((value) => text.replace(PLACEHOLDER, () => value))
      : [wordsWith(text, chosen, '')];
  });
  const tags = (logs.tags ?? [])
    .filter((text) => choicesIn(text).every((choice) => choice !== ALL && choice.length === 1))
    .map((text) => wordsWith(text, chosen, ''));
  const query = logs.query && wordsWith(logs.query, chosen, '').trim();
  return {
    query: query || undefined,
    service: services.includes(null) || services.length === 0 ? undefined : services.flatMap((each) => each ?? []),
    severity: logs.severity,
    tag: tags.length > 0 ? tags : undefined,
  };
}

/** What a series is called, after a template as `{{instance}} {{mode}}`. */
export function legendOf(template: string, labels: SeriesLabels): string {
  return template
    .replace(/\{\{\s*([^{}]+?)\s*\}\}/g, (_, label: string) => labels[label] ?? '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** How good a number is: what the last threshold says that it has reached. */
export function levelOf(value: number, thresholds: readonly Threshold[] = []): Level | null {
  return thresholds.findLast((each) => value >= each.value)?.level ?? null;
}

/** The columns of twelve that a panel takes. */
export function widthOf(panel: Panel): number {
  return panel.width ?? (panel.kind === 'stat' ? 3 : 6);
}

/** The panel that an address names, as `0.2`: the third one of the first row. */
export function panelAt(dashboard: Dashboard, place: string | null): Panel | null {
  const found = /^(\d{1,3})\.(\d{1,3})$/.exec(place ?? '');
  return found ? (dashboard.rows[Number(found[1])]?.panels[Number(found[2])] ?? null) : null;
}

/** The line with a point for each step of the time, so that lines can stand on one another; no number where it has none. */
export function alignedOf({ name, points, last }: Line, { start, end, step }: Range): Line {
  const size = Math.max(0, Math.round((end - start) / step) + 1);
  const aligned = new Float64Array(size * 2);
  for (let at = 0; at < size; at++) {
    aligned[at * 2] = (start + at * step) * 1000;
    aligned[at * 2 + 1] = Number.NaN;
  }
  for (let at = 0; at < points.length; at += 2) {
    const place = Math.round(((points[at] as number) / 1000 - start) / step);
    if (place >= 0 && place < size && !Number.isNaN(points[at + 1])) {
      aligned[place * 2 + 1] = points[at + 1] as number;
    }
  }
  return { name, points: aligned, last };
}

/** A line small enough to stand behind a number: x and y from 0 to 100, the pieces between gaps apart. */
export function sparkOf({ points }: Line, { start, end }: Range, low: number, high: number): string[] {
  const pieces: string[][] = [[]];
  for (let at = 0; at < points.length; at += 2) {
    const [time, value] = [(points[at] as number) / 1000, points[at + 1] as number];
    if (Number.isNaN(value)) {
      pieces.push([]);
      continue;
    }
    const x = (100 * (time - start)) / Math.max(1, end - start);
    const y = high > low ? 100 - (100 * (Math.min(Math.max(value, low), high) - low)) / (high - low) : 50;
    pieces.at(-1)?.push(`${Number(x.toFixed(2))},${Number(y.toFixed(2))}`);
  }
  return pieces.filter((piece) => piece.length > 1).map((piece) => piece.join(' '));
}

export interface TableRow {
  key: string;
  labels: SeriesLabels;
  /** Of each column of numbers. */
  values: (number | undefined)[];
}

export interface Table {
  labels: string[];
  /** Names of the columns of numbers; one without a name when all queries are of the same. */
  columns: (string | null)[];
  rows: TableRow[];
}

/**
 * Series beside one another. Queries that all have a name are columns of what has the same labels; others give rows of one column, in the
 * order in which they came.
 */
export function tableOf(results: { legend?: string; rows: { metric: SeriesLabels; value: number }[] }[]): Table {
  const beside = results.length > 1 && results.every(({ legend }) => legend);
  const labels = new Set<string>();
  const rows = new Map<string, TableRow>();
  results.forEach((result, query) => {
    for (const { metric, value } of result.rows) {
      const entries = Object.entries(metric)
        .filter(([name]) => name !== '__name__')
        .sort(([one], [other]) => (one < other ? -1 : 1));
      for (const [name] of entries) {
        labels.add(name);
      }
      const key = JSON.stringify(beside ? entries : [query, metric.__name__, ...entries]);
      const row = rows.get(key) ?? { key, labels: Object.fromEntries(entries), values: [] };
      row.values[beside ? query : 0] = value;
      rows.set(key, row);
    }
  });
  return {
    labels: [...labels],
    columns: beside ? results.map(({ legend }) => legend ?? null) : [null],
    rows: [...rows.values()],
  };
}

export const REFRESHES = { '10s': 10, '30s': 30, '1m': 60 } as const;
export type Refresh = keyof typeof REFRESHES;

/** How often a dashboard is read anew; null for never. */
export function refreshOf(params: URLSearchParams): Refresh | null {
  const given = params.get('refresh') ?? '';
  return Object.hasOwn(REFRESHES, given) ? (given as Refresh) : null;
}

/** What a list shows of a dashboard. */
export interface Listed {
  name: string;
  title: string;
  description?: string;
  tags: readonly string[];
  builtIn: boolean;
}

export const ORIGINS = ['all', 'own', 'builtIn'] as const;
export type Origin = (typeof ORIGINS)[number];

export const originOf = (params: URLSearchParams): Origin =>
  ORIGINS.find((each) => each === params.get('origin')) ?? 'all';

/** Those with all of the words and all of the tags, the own ones first. */
export function dashboardsWith<T extends Listed>(
  all: readonly T[],
  words: string,
  tags: string[],
  origin: Origin,
): T[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return all
    .filter((each) => origin === 'all' || each.builtIn === (origin === 'builtIn'))
    .filter((each) => tags.every((tag) => each.tags.includes(tag)))
    .filter((each) => {
      const text = `${each.name} ${each.title} ${each.description ?? ''} ${each.tags.join(' ')}`.toLowerCase();
      return wanted.every((word) => text.includes(word));
    })
    .sort((one, other) => Number(one.builtIn) - Number(other.builtIn) || one.title.localeCompare(other.title));
}
