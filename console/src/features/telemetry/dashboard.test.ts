// SPDX-License-Identifier: Apache-2.0
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is how variables stand in queries
import { describe, expect, test } from 'vitest';
import {
  ALL,
  alignedOf,
  type Choice,
  type Chosen,
  choiceOf,
  type Dashboard,
  dashboardsWith,
  FIRST,
  legendOf,
  levelOf,
  logFilterOfPanel,
  panelAt,
  promqlOf,
  refreshOf,
  selectorOf,
  sparkOf,
  tableOf,
  timeOf,
  type Variable,
  widthOf,
  wordsWith,
} from './dashboard';

const NOW = 1_700_000_000_000;
const HOUR = timeOf({ minutes: 60 }, NOW);

const chosen = (...all: [Variable, Choice][]): Chosen => ({
  variables: all.map(([variable]) => variable),
  choices: new Map(all.map(([variable, choice]) => [variable.name, choice])),
});

const job: Variable = { name: 'job', multi: true, includeAll: true };
const quantile: Variable = { name: 'quantile', values: ['0.5', '0.99'] };

describe('the time of a dashboard', () => {
  test('is on whole steps, of which there are about two hundred', () => {
    expect(HOUR.step).toBe(15);
    expect([HOUR.start % 15, HOUR.end % 15]).toEqual([0, 0]);
    expect(HOUR.seconds).toBe(3600);
    expect(timeOf({ minutes: 7 * 24 * 60 }, NOW).step).toBe(3600);
    const day = timeOf({ from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z' }, NOW);
    expect(day).toMatchObject({ step: 600, seconds: 86_400 });
  });
});

describe('what is chosen of a variable', () => {
  const given = (search: string) => new URLSearchParams(search);
  test('is what the address says', () => {
    expect(choiceOf(job, given('var-job=a&var-job=b'), null)).toEqual(['a', 'b']);
    expect(choiceOf({ ...job, multi: false }, given('var-job=a&var-job=b'), null)).toEqual(['a']);
    expect(choiceOf(job, given(`var-job=${ALL}`), null)).toBe(ALL);
    expect(choiceOf({ name: 'job' }, given(`var-job=${ALL}`), ['x'])).toEqual(['x']);
  });
  test('is else what the dashboard says, all, or the first value', () => {
    expect(choiceOf({ ...job, default: 'x' }, given(''), ['a'])).toEqual(['x']);
    expect(choiceOf(job, given(''), null)).toBe(ALL);
    expect(choiceOf(quantile, given(''), ['0.5', '0.99'])).toEqual(['0.5']);
    expect(choiceOf({ name: 'x' }, given(''), null)).toBeNull();
    expect(choiceOf({ name: 'x' }, given(''), [])).toEqual([]);
  });
});

describe('a query', () => {
  const query = (expr: string, ...all: [Variable, Choice][]) => promqlOf(expr, chosen(...all), HOUR);
  test('has values in the place of variables', () => {
    expect(query('up{job=~"$job"}', [job, ['api']])).toBe('up{job=~"api"}');
    expect(query('up{job=~"${job}-x"}', [job, ['a', 'b']])).toBe('up{job=~"(a|b)-x"}');
    expect(query('up{job=~"$job"}', [job, ALL])).toBe('up{job=~".*"}');
    expect(query('histogram_quantile($quantile, x)', [quantile, ['0.99']])).toBe('histogram_quantile(0.99, x)');
  });
  test('compares with values as they are, whatever is in them', () => {
    expect(query('up{job=~"$job"}', [job, ['a.b|c"']])).toBe('up{job=~"a\\\\.b\\\\|c\\""}');
    expect(query('up{job="$job"}', [{ name: 'job' }, ['C:\\x "y"']])).toBe('up{job="C:\\\\x \\"y\\""}');
  });
  test('leaves what is no variable', () => {
    expect(query('label_replace(up, "a", "$1${2}", "b", "^x$") + $other', [job, ALL])).toBe(
      'label_replace(up, "a", "$1${2}", "b", "^x$") + $other',
    );
  });
  test('knows lengths of time that fit what is looked at', () => {
    expect(query('rate(x[$__rate_interval]) + max_over_time(x[$__range:${__interval}])')).toBe(
      'rate(x[60s]) + max_over_time(x[3600s:15s])',
    );
    const week = timeOf({ minutes: 7 * 24 * 60 }, NOW);
    expect(promqlOf('$__interval $__rate_interval', chosen(), week)).toBe('3600s 3615s');
    const byMinute = timeOf({ minutes: 60 }, NOW, 60);
    expect(promqlOf('$__interval $__rate_interval', chosen(), byMinute)).toBe('60s 240s');
  });
});

test('the values of a variable are those of series that earlier ones choose', () => {
  const all = chosen([job, ['a', 'b']]);
  expect(selectorOf({ metric: 'up', label: 'x' }, all, HOUR)).toBe('up');
  expect(selectorOf({ metric: 'up', matchers: 'job=~"$job"', label: 'x' }, all, HOUR)).toBe('up{job=~"(a|b)"}');
  expect(selectorOf({ matchers: '__name__=~"a.*"', label: 'x' }, all, HOUR)).toBe('{__name__=~"a.*"}');
});

test('words have what is chosen, as it is', () => {
  expect(wordsWith('Of $job, ${job}: $1', chosen([job, ['a.b', 'c']]), 'all')).toBe('Of a.b, c, a.b, c: $1');
  expect(wordsWith('Of $job', chosen([job, ALL]), 'all')).toBe('Of all');
});

describe('logs of a panel', () => {
  test('are of every service that is chosen', () => {
    expect(logFilterOfPanel({ services: ['$job', 'x-$job'] }, chosen([job, ['a', 'b']])).service).toEqual([
      'a',
      'b',
      'x-a',
      'x-b',
    ]);
  });
  test('are not narrowed where all are chosen', () => {
    expect(logFilterOfPanel({ services: ['$job', 'c'], query: '$job' }, chosen([job, ALL]))).toEqual({});
  });
  test('have words, a severity, and attributes with one value', () => {
    expect(
      logFilterOfPanel(
        { query: 'failed $job', severity: 'error', tags: ['job=$job', 'a=b'] },
        chosen([job, ['a', 'b']]),
      ),
    ).toEqual({ query: 'failed a, b', severity: 'error', tag: ['a=b'], service: undefined });
    expect(logFilterOfPanel({ tags: ['job=$job'] }, chosen([job, ['a']])).tag).toEqual(['job=a']);
  });
});

test('a series is called after its template', () => {
  const labels = { instance: 'a:1', mode: 'idle' };
  expect(legendOf('{{instance}} is {{ mode }}', labels)).toBe('a:1 is idle');
  expect(legendOf('{{none}} {{mode}}', labels)).toBe('idle');
  expect(legendOf('p95', labels)).toBe('p95');
});

test('a number is as good as the last threshold that it has reached', () => {
  const thresholds = [
    { value: 0, level: 'ok' },
    { value: 0.8, level: 'warning' },
    { value: 0.9, level: 'error' },
  ] as const;
  expect([-1, 0, 0.79, 0.8, 2].map((value) => levelOf(value, thresholds))).toEqual([
    null,
    'ok',
    'ok',
    'warning',
    'error',
  ]);
  expect(levelOf(1)).toBeNull();
  expect(levelOf(Number.NaN, thresholds)).toBeNull();
});

test('panels have a width, also when they do not say', () => {
  expect(widthOf({ title: 'a', kind: 'stat' })).toBe(3);
  expect(widthOf({ title: 'a', kind: 'table' })).toBe(6);
  expect(widthOf({ title: 'a', kind: 'stat', width: 12 })).toBe(12);
});

test('an address names a panel by its place', () => {
  const dashboard = FIRST as Dashboard;
  expect(panelAt(dashboard, '0.1')?.kind).toBe('timeseries');
  expect([panelAt(dashboard, '0.7'), panelAt(dashboard, 'x'), panelAt(dashboard, null)]).toEqual([null, null, null]);
});

test('a line that is stacked has a point for each step', () => {
  const range = { start: 100, end: 160, step: 20 };
  const aligned = alignedOf(
    { name: 'a', points: Float64Array.of(120_000, 1, 140_000, Number.NaN, 160_000, 3), last: 3 },
    range,
  );
  expect([...aligned.points]).toEqual([100_000, Number.NaN, 120_000, 1, 140_000, Number.NaN, 160_000, 3]);
});

test('a spark is drawn between gaps, and stays inside', () => {
  const points = Float64Array.of(0, 0, 25_000, 10, 50_000, Number.NaN, 75_000, 5, 100_000, 20);
  expect(sparkOf({ name: 'a', points, last: 20 }, { start: 0, end: 100, step: 25 }, 0, 10)).toEqual([
    '0,100 25,0',
    '75,50 100,0',
  ]);
});

describe('a table', () => {
  const row = (value: number, metric: Record<string, string>) => ({ metric, value });
  test('has a row for each series, in their order', () => {
    const table = tableOf([
      { rows: [row(2, { __name__: 'x', b: '1', a: '2' }), row(1, { b: '2' })] },
      { rows: [row(3, { c: '1' })] },
    ]);
    expect(table.labels).toEqual(['a', 'b', 'c']);
    expect(table.columns).toEqual([null]);
    expect(table.rows.map(({ values }) => values)).toEqual([[2], [1], [3]]);
  });
  test('has a column for each query with a name', () => {
    const table = tableOf([
      { legend: 'used', rows: [row(1, { disk: 'a' }), row(2, { disk: 'b' })] },
      { legend: 'free', rows: [row(9, { disk: 'b' })] },
    ]);
    expect(table.columns).toEqual(['used', 'free']);
    expect(table.rows.map(({ labels, values }) => [labels.disk, values[0], values[1]])).toEqual([
      ['a', 1, undefined],
      ['b', 2, 9],
    ]);
  });
});

test('a dashboard is read anew as often as the address says', () => {
  expect(refreshOf(new URLSearchParams('refresh=30s'))).toBe('30s');
  expect(refreshOf(new URLSearchParams('refresh=1s'))).toBeNull();
  expect(refreshOf(new URLSearchParams('refresh=constructor'))).toBeNull();
});

test('dashboards are found by words, tags and where they are from, the own ones first', () => {
  const all = [
    { name: 'host', title: 'Hosts', tags: ['system'], builtIn: true },
    { name: 'jvm', title: 'Java', description: 'Heap and threads', tags: ['jvm', 'service'], builtIn: true },
    { name: 'shop', title: 'Shop', tags: ['service'], builtIn: false },
  ];
  const names = (...asked: [string, string[], 'all' | 'own' | 'builtIn']) =>
    dashboardsWith(all, ...asked).map(({ name }) => name);
  expect(names('', [], 'all')).toEqual(['shop', 'host', 'jvm']);
  expect(names('HEAP java', [], 'all')).toEqual(['jvm']);
  expect(names('', ['service'], 'all')).toEqual(['shop', 'jvm']);
  expect(names('', ['service', 'jvm'], 'all')).toEqual(['jvm']);
  expect(names('', [], 'own')).toEqual(['shop']);
  expect(names('', [], 'builtIn')).toEqual(['host', 'jvm']);
});
