// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { type Edge, layout } from './layout';

const edges = (...pairs: string[]): Edge[] =>
  pairs.map((pair) => {
    const [from, to] = pair.split('>') as [string, string];
    return { from, to };
  });
const nodesOf = (all: Edge[]) => [...new Set(all.flatMap((edge) => [edge.from, edge.to]))].sort();

test('calls go from left to right, as far as the longest way', () => {
  const shop = edges(
    'gateway>orders',
    'orders>payments',
    'payments>bank',
    'orders>bank',
    'orders>topic',
    'topic>catalog',
  );
  const places = layout(nodesOf(shop), shop);
  for (const { from, to } of shop) {
    expect(places.get(from)?.layer, `${from} before ${to}`).toBeLessThan(places.get(to)?.layer ?? 0);
  }
  expect(places.get('bank')?.layer).toBe(3);
});

test('calls in a circle, and of oneself, have a beginning too', () => {
  const round = edges('start>a', 'a>b', 'b>c', 'c>a', 'b>b');
  const places = layout(nodesOf(round), round);
  expect(['start', 'a', 'b', 'c'].map((node) => places.get(node)?.layer)).toEqual([0, 1, 2, 3]);
  const only = edges('a>b', 'b>a');
  expect(layout(nodesOf(only), only).size).toBe(2);
});

test('no two stand in the same place', () => {
  const wide = edges(...Array.from({ length: 20 }, (_, number) => `a>b${number}`), 'b3>c', 'b17>c');
  const places = [...layout([...nodesOf(wide), 'alone'], wide).values()];
  expect(new Set(places.map((place) => `${place.layer} ${place.row}`)).size).toBe(23);
});

test('ways do not cross where they need not', () => {
  const crossing = edges('a>y', 'b>x');
  const places = layout(['a', 'b', 'x', 'y'], crossing);
  const row = (node: string) => places.get(node)?.row ?? 0;
  expect(Math.sign(row('a') - row('b'))).toBe(Math.sign(row('y') - row('x')));
});

test('what is called from something that may not be seen does not matter', () => {
  expect(layout(['a'], edges('hidden>a')).get('a')).toEqual({ layer: 0, row: 0 });
});
