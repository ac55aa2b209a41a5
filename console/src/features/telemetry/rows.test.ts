// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import type { SpanEntry } from '@/shared/api/client';
import { above, bar, descendants, following, matches, ownNanos, parentOf, placeOf, preceding, rows } from './rows';

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

test('bars stay within the time that is shown and can be seen', () => {
  const whole = { offsetNanos: 0, durationNanos: 100 };
  expect(bar(span('a', 0, 25, 50), whole)).toEqual({ left: 25, width: 50 });
  expect(bar(span('a', 0, 100, 0), whole)).toEqual({ left: 99.7, width: 0.3 });
  expect(bar(span('a', 0, 0, 0), { offsetNanos: 0, durationNanos: 0 })).toEqual({ left: 0, width: 0.3 });
  expect(bar(span('a', 0, 90, 500), whole).width).toBe(10);
});

test('of a part of the time only what is in it has a bar', () => {
  const part = { offsetNanos: 40, durationNanos: 20 };
  expect(bar(span('over it', 0, 0, 100), part)).toEqual({ left: 0, width: 100 });
  expect(bar(span('into it', 0, 30, 20), part)).toEqual({ left: 0, width: 50 });
  expect(bar(span('in it', 0, 45, 5), part)).toEqual({ left: 25, width: 25 });
  expect(bar(span('before', 0, 10, 20), part)).toEqual({ left: 0, width: 0 });
  expect(bar(span('after', 0, 70, 20), part)).toEqual({ left: 100, width: 0 });
});

test('spans are found by their words, and one goes round among them', () => {
  const shop = [
    { service: 'orders', name: 'POST /orders' },
    { service: 'orders', name: 'SELECT shop.films', peer: 'postgresql/shop' },
    { service: 'payments', name: 'POST /payments' },
  ] as SpanEntry[];
  expect(matches(shop, 'post')).toEqual([0, 1, 2]);
  expect(matches(shop, ' orders  POST/ ')).toEqual([]);
  expect(matches(shop, 'pay POST')).toEqual([2]);
  expect(matches(shop, '  ')).toEqual([]);
  expect(following([2, 5], 2)).toBe(5);
  expect(following([2, 5], 5)).toBe(2);
  expect(preceding([2, 5], 2)).toBe(5);
  expect(preceding([2, 5], 4)).toBe(2);
  expect(following([], 0)).toBeUndefined();
});

test('of spans that share an id the kind says which', () => {
  const shared = [
    { spanId: 'a', kind: 'client' },
    { spanId: 'a', kind: 'server' },
  ] as SpanEntry[];
  expect(placeOf(shared, 'a', 'server')).toBe(1);
  expect(placeOf(shared, 'a', null)).toBe(0);
  expect(placeOf(shared, 'b', 'server')).toBe(-1);
  expect(placeOf(shared, null, null)).toBe(-1);
});

const MANY = 10_000;
const shapes: [string, (index: number) => number][] = [
  ['a chain', (index) => index],
  ['a root with many children', (index) => Math.min(index, 1)],
  ['nothing but roots', () => 0],
  ['a comb', (index) => index % 100],
];

test.each(shapes)('ten thousand spans, %s, are worked out in the time of a key press', (_, depth) => {
  const many = Array.from({ length: MANY }, (_, index) => span(`span ${index}`, depth(index), index, MANY));
  const folded = new Set(many.map((_, index) => index).filter((index) => depth(index) > 0));
  const begun = performance.now();
  const all = rows(many, new Set());
  const few = rows(many, folded);
  const last = above(many, MANY - 1);
  const own = ownNanos(many, 0);
  const found = matches(many, 'span 9999');
  const took = performance.now() - begun;
  expect(all).toHaveLength(MANY);
  expect(few.length).toBeLessThanOrEqual(MANY);
  expect(last).toHaveLength(depth(MANY - 1));
  expect(own).toBeLessThanOrEqual(MANY);
  expect(found).toEqual([MANY - 1]);
  // what goes by the square of them takes seconds
  expect(took).toBeLessThan(500);
});
