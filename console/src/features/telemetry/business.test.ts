// SPDX-License-Identifier: Apache-2.0
import { afterEach, expect, test, vi } from 'vitest';
import {
  amountOf,
  changeInWords,
  changeOf,
  elsewhereFrom,
  groupedBy,
  groupOf,
  levelOfShare,
  lineThrough,
  nameOf,
  narrowedTo,
  overOnly,
  perMinute,
  pointsInWords,
  rangeThrough,
  stepsOf,
  successOf,
  type Transaction,
  timeBefore,
  type VisitGroup,
} from './business';

afterEach(() => vi.unstubAllEnvs());

const step = (at: string, count = 1) => ({ at, count });
const reported = (from: string, to: string, step: string, steps: { at: string; count: number }[] = []) => ({
  from,
  to,
  step,
  steps,
});
const counts = (report: ReturnType<typeof reported>) => stepsOf(report).map(({ of }) => of?.count ?? 0);
const MINUTE = 60_000;

test('steps in which nothing happened are there, too', () => {
  const minutes = reported('2026-11-20T10:00:00Z', '2026-11-20T10:04:00Z', 'minute', [
    step('2026-11-20T10:01:00Z', 7),
    step('2026-11-20T10:03:00Z', 9),
  ]);
  expect(counts(minutes)).toEqual([0, 7, 0, 9]);
  expect(counts(reported('2026-11-20T10:00:00Z', '2026-11-20T13:00:00Z', 'hour'))).toEqual([0, 0, 0]);
});

test('days are those of the place, also when the clock is changed and where they begin at half past', () => {
  vi.stubEnv('TZ', 'Europe/Berlin');
  const changed = reported('2026-10-23T22:00:00Z', '2026-10-26T23:00:00Z', 'day', [
    step('2026-10-24T22:00:00Z', 25),
    step('2026-10-25T23:00:00Z', 26),
  ]);
  expect(counts(changed)).toEqual([0, 25, 26]);
  vi.stubEnv('TZ', 'Asia/Kolkata');
  const half = reported('2026-11-18T18:00:00Z', '2026-11-20T18:00:00Z', 'day', [step('2026-11-19T18:00:00Z', 20)]);
  expect(stepsOf(half).map(({ at, of }) => [new Date(at).getDate(), of?.count])).toEqual([
    [19, undefined],
    [20, 20],
  ]);
});

test('a line goes down to nothing, over the time of all steps; what is not over can be left out', () => {
  const steps = stepsOf(
    reported('2026-11-20T10:00:00Z', '2026-11-20T10:03:00Z', 'minute', [step('2026-11-20T10:01:00Z', 7)]),
  );
  const line = lineThrough('Requests', steps, ({ count }) => count);
  expect([...line.points].filter((_, place) => place % 2 === 1)).toEqual([0, 7, 0]);
  const start = Date.parse('2026-11-20T10:00:00Z') / 1000;
  expect(rangeThrough(steps, 'minute')).toEqual({ start, end: start + 120, step: 60 });
  expect(rangeThrough(steps.slice(0, 1), 'minute'), 'one step has a length').toEqual({
    start,
    end: start + 60,
    step: 60,
  });
  expect(overOnly(steps, MINUTE, Date.parse('2026-11-20T10:02:30Z'))).toHaveLength(2);
});

test('what is compared with is as long as what has passed', () => {
  const compare = (from: string, to: string, step: string, now: string) =>
    Object.values(timeBefore({ from, to, step }, Date.parse(now)));
  expect(compare('2026-11-19T10:00:00Z', '2026-11-20T11:00:00Z', 'hour', '2026-11-20T10:10:00Z')).toEqual([
    '2026-11-18T10:00:00.000Z',
    '2026-11-19T10:00:00Z',
    'hour',
  ]);
  expect(
    compare('2026-11-01T00:00:00Z', '2026-11-21T00:00:00Z', 'day', '2026-11-20T12:00:00Z'),
    'half a day is compared with half a day',
  ).toEqual(['2026-10-12T12:00:00.000Z', '2026-11-01T00:00:00Z', 'hour']);
  expect(
    compare('2026-11-20T10:00:00Z', '2026-11-20T11:00:00Z', 'minute', '2026-11-21T10:00:00Z'),
    'a time that is over is whole',
  ).toEqual(['2026-11-20T09:00:00.000Z', '2026-11-20T10:00:00Z', 'minute']);
  vi.stubEnv('TZ', 'Europe/Berlin');
  expect(
    compare('2026-08-22T22:00:00Z', '2026-11-20T23:00:00Z', 'day', '2026-11-20T20:00:00Z'),
    'whole days begin where days begin',
  ).toEqual(['2026-05-24T22:00:00.000Z', '2026-08-22T22:00:00Z', 'day']);
});

test('a change is said in percent, and against nothing there is none', () => {
  expect([
    changeOf(112, 100),
    changeOf(50, 100),
    changeOf(3, 0),
    changeOf(undefined, 3),
    changeOf(3, undefined),
  ]).toEqual([expect.closeTo(0.12), -0.5, null, null, null]);
  expect([0.12, 0.0123, -0.5, -1, 0, 0.0004, 3, 13].map(changeInWords)).toEqual([
    '+12 %',
    '+1.2 %',
    '−50 %',
    '−100 %',
    '±0 %',
    '±0 %',
    '+300 %',
    '×14',
  ]);
  expect([0.001, -0.0234, 0.00001].map(pointsInWords)).toEqual(['+0.1 points', '−2.34 points', '±0 points']);
});

test('one failure in a hundred is to be looked at, five are bad', () => {
  expect(
    [
      [0, 0],
      [9, 1000],
      [10, 1000],
      [50, 1000],
    ].map(([failed = 0, all = 0]) => levelOfShare(failed, all)),
  ).toEqual([null, null, 'warning', 'error']);
});

test('what has failed a little is not shown as whole', () => {
  const success = (count: number, failures: number) =>
    successOf({ count, failures, successRate: count === 0 ? undefined : (count - failures) / count } as Transaction);
  expect([
    success(0, 0),
    success(10, 0),
    success(1_000_000, 1),
    success(1000, 1),
    success(100, 7),
    success(4, 4),
  ]).toEqual(['—', '100 %', '>99.99 %', '99.9 %', '93 %', '0 %']);
});

test('rates are of the time that has passed, amounts have their unit', () => {
  const half = { from: '2026-11-20T10:00:00Z', to: '2026-11-20T10:31:00Z' };
  const now = Date.parse('2026-11-20T10:30:00Z');
  expect([0, 1, 45, 3000].map((number) => perMinute(number, half, now))).toEqual(['0', '0.033', '1.5', '100']);
  expect([amountOf(1234.567, 'EUR'), amountOf(5, undefined)]).toEqual(['1,234.57 EUR', '5']);
});

test('a group that is chosen narrows to it, by the next finer sort', () => {
  const group = (part: Partial<VisitGroup>) => ({ app: 'shop', ...part }) as VisitGroup;
  expect(groupOf(new URLSearchParams('by=toString'))).toBe('app');
  expect(narrowedTo(group({}), 'app')).toEqual({ app: 'shop', by: 'route' });
  expect(narrowedTo(group({ route: 'home' }), 'route')).toEqual({ app: 'shop', route: 'home', by: 'release' });
  expect(narrowedTo(group({ release: '1.4' }), 'release')).toEqual({ app: 'shop', release: '1.4', by: 'release' });
  expect([group({}), group({ route: 'home' }), group({ release: '' })].map((each) => groupedBy([each]))).toEqual([
    'app',
    'route',
    'release',
  ]);
  expect([nameOf(group({ release: '' }), 'release'), nameOf(group({}), 'app')]).toEqual([null, 'shop']);
});

test('another page shows the same time, though it means another one when none is said', () => {
  const to = (search: string) => elsewhereFrom(new URLSearchParams(search), 'dev', { tag: 'event.name=order.placed' });
  expect(to('')).toBe('?span=24h&in=dev&tag=event.name%3Dorder.placed');
  expect(to('span=1h')).toBe('?in=dev&tag=event.name%3Dorder.placed');
  expect(to('from=a&to=b&span=')).toBe('?from=a&to=b&in=dev&tag=event.name%3Dorder.placed');
});
