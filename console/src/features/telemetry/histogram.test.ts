// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { between, steps } from './histogram';

const histogram = {
  from: '2026-01-01T00:00:03Z',
  to: '2026-01-01T00:00:31Z',
  stepSeconds: 10,
  buckets: [{ at: '2026-01-01T00:00:10Z', count: 3, severities: { info: 2, error: 1 } }],
};

test('steps in which nothing was said are there too', () => {
  const all = steps(histogram);
  expect(all.map((step) => new Date(step.at).getUTCSeconds())).toEqual([0, 10, 20, 30]);
  expect(all.map((step) => step.counts.info ?? 0)).toEqual([0, 2, 0, 0]);
});

test('a choice of steps is a time, from whichever side it was dragged', () => {
  const all = steps(histogram);
  const expected = [Date.parse('2026-01-01T00:00:10Z'), Date.parse('2026-01-01T00:00:30Z')];
  expect(between(all, 10, 1, 2)).toEqual(expected);
  expect(between(all, 10, 2, 1)).toEqual(expected);
  expect(between(all, 10, -5, 99)).toEqual([all[0]?.at, (all[3]?.at ?? 0) + 10_000]);
  expect(between([], 10, 0, 0)).toBeNull();
});
