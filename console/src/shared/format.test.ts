// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { ago, bytes, clock, duration, inPercent, millis, ofPercent, percent, rate, span } from './format';

test('bytes are binary, as on the command line', () => {
  expect(bytes(739 * 1024 * 1024)).toBe('739 MB');
  expect(bytes(1.6 * 1024 * 1024 * 1024)).toBe('1.6 GB');
});

test('what is not nothing is not shown as nothing', () => {
  expect(percent(0, 0)).toBe('0 %');
  expect(percent(1, 100_000)).toBe('<0.01 %');
  expect(percent(1, 300)).toBe('0.33 %');
  expect(percent(1, 3)).toBe('33.3 %');
});

test('percents are no fractions with dust', () => {
  expect([0, 0.07, 0.29, 0.001, 1].map(inPercent)).toEqual([0, 7, 29, 0.1, 100]);
  expect([0, 7, 29, 0.1, 100].map(ofPercent)).toEqual([0, 0.07, 0.29, 0.001, 1]);
});

test('numbers have as many digits as say something', () => {
  expect([0, 0.25, 9.94, 1234.5].map(rate)).toEqual(['0', '0.3', '9.9', '1,235']);
  expect([null, 0.4, 12.3, 4200].map(millis)).toEqual(['—', '0.4 ms', '12 ms', '4.2 s']);
});

test('times are in the largest unit that fits, and never in the future', () => {
  const now = new Date('2026-01-02T00:00:00Z');
  const before = (seconds: number) => ago(new Date(now.getTime() - seconds * 1000), now);
  expect([-5, 59, 61, 7_300, 200_000].map(before)).toEqual(['0 s ago', '59 s ago', '1 min ago', '2 h ago', '2 d ago']);
});

test('durations are in the unit in which they are short', () => {
  expect([0, 850, 12_340, 999_600, 64_321_000, 999_600_000, 12_345_000_000, 90_000_000_000].map(duration)).toEqual([
    '0 µs',
    '0.85 µs',
    '12.3 µs',
    '1 ms',
    '64.3 ms',
    '1 s',
    '12.3 s',
    '1.5 min',
  ]);
});

test('a time of today needs no day', () => {
  const now = new Date(2026, 0, 2, 12);
  expect(clock(new Date(2026, 0, 2, 3, 4, 5, 67).toISOString(), now)).toBe('03:04:05.067');
  expect(clock(new Date(2026, 0, 1, 3, 4, 5, 67).toISOString(), now)).toBe('01-01 03:04:05.067');
});

test('what is left is said in two units at most', () => {
  expect([400, 59_000, 15 * 60_000, 90 * 60_000, 26 * 3_600_000, 48 * 3_600_000].map(span)).toEqual([
    '1 s',
    '59 s',
    '15 min',
    '1 h 30 min',
    '1 d 2 h',
    '2 d',
  ]);
});
