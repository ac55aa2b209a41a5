// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import type { Change } from '@/shared/api/client';
import { type Entry, levelsOf, setterOf, untilOf, withEntry, without } from './levels';

const NOW = new Date('2026-01-31T12:00:00Z');
const entry = (logger: string, until = '2026-01-31T13:00:00Z', level: Entry['level'] = 'debug'): Entry => ({
  logger,
  level,
  until,
});
const change = (seq: number, ...levels: Entry[]) => ({ seq, after: { spec: { levels } } }) as unknown as Change;

test('a logger has one level, and what has ended goes with the next change', () => {
  const levels = [entry('a'), entry('b'), entry('c', '2026-01-31T11:59:59Z')];
  expect(withEntry(levels, entry('a', '2026-01-31T14:00:00Z', 'trace'), NOW)).toEqual([
    entry('b'),
    entry('a', '2026-01-31T14:00:00Z', 'trace'),
  ]);
  expect(without(levels, entry('b'), NOW)).toEqual([entry('a')]);
  expect(levelsOf({ spec: { levels: [entry('a'), entry('ROOT')] } }).map((each) => each.logger)).toEqual(['ROOT', 'a']);
  expect(levelsOf(null)).toEqual([]);
});

test('an end is in the future, to the second', () => {
  expect(untilOf(15, NOW)).toBe('2026-01-31T12:15:00Z');
  expect(untilOf('2026-01-31T11:00:00Z', NOW)).toBeNull();
  expect(untilOf('', NOW)).toBeNull();
});

test('who set an entry is who made the change since which it is there as it is', () => {
  const a = entry('a');
  const again = { ...a, until: '2026-01-31T13:00:00.000Z' };
  const changes = [
    change(9, a, entry('b')),
    change(7, again),
    change(5, entry('a', '2026-01-31T12:30:00Z')),
    change(3, a),
  ];
  expect(setterOf(a, changes)?.seq).toBe(7);
  expect(setterOf(entry('b'), changes)?.seq).toBe(9);
  expect(setterOf(entry('x'), changes)).toBeUndefined();
});
