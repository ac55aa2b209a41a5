// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { valuesAt } from './components/metricTooltip';
import {
  aboutOf,
  dotsOf,
  extentOf,
  firstQueryOf,
  lineOf,
  linesOf,
  MOST_LINES,
  metricsWith,
  momentOf,
  placeOf,
  rangeOf,
  resolutionOf,
  rowsOf,
  seriesName,
  short,
  stepOf,
  viewOf,
  wordsOf,
} from './metrics';

const address = (search: string) => new URLSearchParams(search);
const gauge = { type: 'gauge', help: 'Bytes in use', unit: 'bytes' };
const counter = { type: 'counter', help: 'Requests so far', unit: '' };
const histogram = { type: 'histogram', help: 'How long requests take', unit: 'seconds' };

test('view and resolution stand in the address, and nonsense is not believed', () => {
  expect(viewOf(address(''))).toBe('graph');
  expect(viewOf(address('view=table'))).toBe('table');
  expect(resolutionOf(address('resolution=finest'))).toBe('finest');
  expect(resolutionOf(address('resolution=toString'))).toBe('auto');
});

test('a line has about as many points as are wanted, at steps that people count in', () => {
  expect(stepOf(15 * 60, 480)).toBe(2);
  expect(stepOf(3600, 480)).toBe(10);
  expect(stepOf(7 * 86_400, 480)).toBe(1_800);
  expect(stepOf(86_400, 10_000)).toBe(10);
  expect(stepOf(3650 * 86_400, 480)).toBe(8 * 86_400);
});

test('the time begins and ends on whole steps', () => {
  const now = 1_700_000_123_456;
  expect(rangeOf({ minutes: 60 }, 'auto', now)).toEqual({ start: 1_699_996_530, end: 1_700_000_120, step: 10 });
  const between = { from: '2023-11-14T22:00:03Z', to: '2023-11-14T22:10:00Z' };
  expect(rangeOf(between, 'auto', now)).toEqual({ start: 1_699_999_204, end: 1_699_999_800, step: 2 });
  expect(momentOf(between, now)).toBe(1_699_999_800);
  expect(momentOf({ minutes: 60 }, now)).toBe(1_700_000_123.456);
});

test('the finest resolution stays within what the API gives', () => {
  for (const minutes of [15, 60, 1440, 10_080, 99_999]) {
    const { start, end, step } = rangeOf({ minutes }, 'finest', 1_700_000_000_000);
    expect((end - start) / step).toBeLessThanOrEqual(11_000);
  }
});

test('a series is named as one would ask for it', () => {
  expect(seriesName({})).toBe('{}');
  expect(seriesName({ __name__: 'up' })).toBe('up');
  expect(seriesName({ __name__: 'up', job: 'a"b', 'http.status': '200' })).toBe('up{job="a\\"b", "http.status"="200"}');
  expect(seriesName({ __name__: 'http.duration', job: 'api' })).toBe('{"http.duration", job="api"}');
  expect(seriesName({ job: 'api' })).toBe('{job="api"}');
});

test('numbers are short', () => {
  expect([0, 0.1 + 0.2, 1234.5, 12_345, 2_500_000, 25_000_000, 1e15, 0.00001234, -20_000].map(short)).toEqual([
    '0',
    '0.3',
    '1235',
    '12.35 k',
    '2500 k',
    '25 M',
    '1.00e+15',
    '1.23e-5',
    '-20 k',
  ]);
  expect([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY].map(short)).toEqual(['NaN', '+Inf', '-Inf']);
});

test('a line has gaps where the series has none for a while, and where it cannot be drawn', () => {
  const { points, last } = lineOf(
    {
      metric: {},
      values: [
        [10, '1'],
        [20, '2'],
        [50, '+Inf'],
        [60, '4'],
      ],
    },
    10,
  );
  expect([...points]).toEqual([10_000, 1, 20_000, 2, 30_000, Number.NaN, 50_000, Number.NaN, 60_000, 4]);
  expect(last).toBe(4);
});

test('of a histogram its count is drawn, among its numbers', () => {
  const { points } = lineOf({ metric: {}, values: [[20, '7']], histograms: [[10, { count: '3', sum: '1' }]] }, 10);
  expect([...points]).toEqual([10_000, 3, 20_000, 7]);
});

test('no more lines than can be told apart are drawn', () => {
  const result = Array.from({ length: MOST_LINES + 5 }, (_, at) => ({ metric: { at: String(at) }, values: [] }));
  expect(linesOf({ resultType: 'matrix', result }, 10)).toHaveLength(MOST_LINES);
  expect(linesOf({ resultType: 'scalar', result: [1, '1'] }, 10)).toEqual([]);
});

test('what is drawn has a lowest and a highest value', () => {
  const lines = [
    lineOf(
      {
        metric: {},
        values: [
          [10, '5'],
          [20, 'NaN'],
          [30, '-1'],
        ],
      },
      10,
    ),
  ];
  expect(extentOf(lines)).toEqual([-1, 5]);
  expect(extentOf([lineOf({ metric: {}, values: [[10, 'NaN']] }, 10)])).toBeNull();
});

test('exemplars that lead to a trace are dots among the lines, the largest of each part of the time', () => {
  const exemplar = (timestamp: number, value: string, labels: Record<string, string> = { trace_id: value }) => ({
    timestamp,
    value,
    labels,
  });
  const found = [
    {
      seriesLabels: { __name__: 'latency' },
      exemplars: [
        exemplar(100, '0.5'),
        exemplar(101, '0.7'),
        exemplar(102, '9', {}),
        exemplar(400, '9', { traceID: 'abc' }),
      ],
    },
  ];
  expect(dotsOf(found, 0, 600, [0, 2])).toEqual([
    { at: 101_000, y: 0.7, value: 0.7, traceId: '0.7', series: 'latency' },
    { at: 400_000, y: 2, value: 9, traceId: 'abc', series: 'latency' },
  ]);
  expect(dotsOf(found, 0, 600, null)).toEqual([]);
});

test('a metric is known by its family', () => {
  const known = { latency: [histogram], requests_total: [counter] };
  expect(aboutOf('latency_bucket', known)).toBe(histogram);
  expect(aboutOf('requests_total', known)).toBe(counter);
  expect(aboutOf('none', known)).toBeUndefined();
});

test('the first query of a metric fits its type', () => {
  expect(firstQueryOf('memory', gauge)).toBe('memory');
  expect(firstQueryOf('requests_total', undefined)).toBe('rate(requests_total[5m])');
  expect(firstQueryOf('requests', counter)).toBe('rate(requests[5m])');
  expect(firstQueryOf('latency_bucket', histogram)).toBe(
    'histogram_quantile(0.95, sum by (le) (rate(latency_bucket[5m])))',
  );
  expect(firstQueryOf('latency', histogram)).toBe('histogram_quantile(0.95, sum(rate(latency[5m])))');
  expect(firstQueryOf('latency_count', histogram)).toBe('rate(latency_count[5m])');
  expect(firstQueryOf('http.requests', counter)).toBe('rate({"http.requests"}[5m])');
});

test('metrics are found by words of their name, type and help', () => {
  const names = ['latency_bucket', 'memory', 'up'];
  const known = { latency: [histogram], memory: [gauge] };
  expect(metricsWith('', names, known)).toHaveLength(3);
  expect(metricsWith('LONG histogram', names, known).map(({ name }) => name)).toEqual(['latency_bucket']);
  expect(metricsWith('use mem', names, known).map(({ name }) => name)).toEqual(['memory']);
  expect(metricsWith('nothing', names, known)).toEqual([]);
});

test('an error is marked where it is', () => {
  expect(placeOf('invalid parameter "query": 1:5: parse error: unexpected "bar"', 'sum bar')).toEqual({
    from: 4,
    to: 7,
  });
  expect(placeOf('2:3: parse error: unexpected ")"', 'sum(\n b)')).toEqual({ from: 7, to: 8 });
  expect(placeOf('1:5: parse error: unexpected end of input', 'up +')).toEqual({ from: 3, to: 4 });
  expect(placeOf('query timed out in expression evaluation', 'up')).toBeNull();
  expect(wordsOf('invalid parameter "query": 1:5: parse error: no')).toBe('1:5: parse error: no');
});

test('a table has a row for each series, with the newest value first', () => {
  expect(rowsOf({ resultType: 'scalar', result: [1, '2'] })).toEqual([
    { key: 'scalar', name: 'scalar', number: 2, values: [{ at: 1, text: '2' }] },
  ]);
  const [vector] = rowsOf({
    resultType: 'vector',
    result: [{ metric: { __name__: 'latency' }, histogram: [5, { count: '4', sum: '7.5' }] }],
  });
  expect(vector).toMatchObject({ name: 'latency', number: 4, values: [{ histogram: { sum: '7.5' } }] });
  const [matrix] = rowsOf({
    resultType: 'matrix',
    result: [
      {
        metric: { job: 'api' },
        values: [
          [1, '1'],
          [2, '+Inf'],
        ],
      },
    ],
  });
  expect(matrix?.number).toBe(Number.POSITIVE_INFINITY);
  expect(matrix?.values.map(({ at }) => at)).toEqual([2, 1]);
});

test('the values at a time are told by size, and only those of that time', () => {
  const at = (time: number, value: number, seriesName: string) => ({
    seriesType: 'line',
    seriesName,
    axisValue: 60_000,
    value: [time, value],
  });
  const told = valuesAt(
    [at(60_000, 1, 'a'), at(50_000, 5, 'b'), at(10_000, 9, 'long ago'), at(60_000, Number.NaN, 'gap')],
    10,
  );
  expect(told.map(({ name }) => name)).toEqual(['b', 'a']);
  expect(valuesAt([{ ...at(60_000, 1, 'dots'), seriesType: 'scatter' }], 10)).toEqual([]);
});
