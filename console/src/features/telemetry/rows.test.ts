// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import type { SpanEntry } from '@/shared/api/client';
import { above, bar, descendants, ownNanos, parentOf, rows } from './rows';

const span = (name: string, depth: number, offsetNanos = 0, durationNanos = 0) =>
  ({ name, depth, offsetNanos, durationNanos }) as SpanEntry;

const spans = [
  span('a', 0, 0, 100),
  span('b', 1, 10, 40),
  span('c', 2, 20, 10),
  span('d', 1, 40, 30),
  span('e', 0, 90, 20),
];
const names = (folded: number[]) => rows(spans, new Set(folded)).map((row) => row.span.name);

test('what is below a span comes after it and deeper', () => {
  expect(descendants(spans)).toEqual([3, 1, 0, 0, 0]);
  expect(spans.map((_, index) => parentOf(spans, index))).toEqual([-1, 0, 1, 0, -1]);
  expect(above(spans, 2)).toEqual([1, 0]);
});

test('what is folded hides all that is below, and nothing else', () => {
  expect(names([])).toEqual(['a', 'b', 'c', 'd', 'e']);
  expect(names([1])).toEqual(['a', 'b', 'd', 'e']);
  expect(names([0, 1])).toEqual(['a', 'e']);
  expect(
    rows(spans, new Set([2])).some((row) => row.folded),
    'nothing is below c',
  ).toBe(false);
});

test('time of a span itself is what its children leave; those that overlap count once', () => {
  expect(ownNanos(spans, 0)).toBe(40);
  expect(ownNanos(spans, 1)).toBe(30);
  expect(ownNanos(spans, 4)).toBe(20);
  expect(ownNanos([span('a', 0, 0, 10), span('later', 1, 5, 90)], 0)).toBe(5);
});

test('bars stay within the trace and can be seen', () => {
  expect(bar(span('a', 0, 25, 50), 100)).toEqual({ left: 25, width: 50 });
  expect(bar(span('a', 0, 100, 0), 100)).toEqual({ left: 99.7, width: 0.3 });
  expect(bar(span('a', 0, 0, 0), 0)).toEqual({ left: 0, width: 0.3 });
  expect(bar(span('a', 0, 90, 500), 100).width).toBe(10);
});
