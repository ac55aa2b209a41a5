// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { formatted, intervalOf, UNITS, type Unit } from './units';

test.each<[number, Unit, string]>([
  [3, 'none', '3'],
  [12345678, 'none', '12,345,700'],
  [0.1234567, 'none', '0.123457'],
  [0, 'short', '0'],
  [12_345, 'short', '12.35 k'],
  [0, 'seconds', '0 s'],
  [0.00042, 'seconds', '420 µs'],
  [0.0123, 'seconds', '12.3 ms'],
  [0.99999, 'seconds', '1 s'],
  [1.5, 'seconds', '1.5 s'],
  [90, 'seconds', '1.5 min'],
  [200_000, 'seconds', '2.31 d'],
  [250, 'milliseconds', '250 ms'],
  [0, 'bytes', '0 B'],
  [512, 'bytes', '512 B'],
  [1_048_576, 'bytes', '1 MB'],
  [1.5 * 1024 ** 3, 'bytes', '1.5 GB'],
  [-2048, 'bytes', '-2 kB'],
  [2048, 'bytes/s', '2 kB/s'],
  [2_500_000, 'bits/s', '2.5 Mbit/s'],
  [12.345, 'percent', '12.3 %'],
  [0.1234, 'percentunit', '12.3 %'],
  [1, 'percentunit', '100 %'],
  [0.00004, 'percentunit', '0.004 %'],
  [42.123, 'reqps', '42.1 req/s'],
  [0.5, 'ops', '0.5 /s'],
])('%d of %s is %s', (value, unit, expected) => {
  expect(formatted(value, unit)).toBe(expected);
});

test('what is no number is said in every unit', () => {
  for (const unit of UNITS) {
    expect(formatted(Number.NaN, unit)).toBe('NaN');
    expect(formatted(Number.POSITIVE_INFINITY, unit)).toBe('+Inf');
  }
});

test('labels of an axis stand at numbers that read well in its unit', () => {
  const MB = 1024 ** 2;
  expect(intervalOf('bytes', 0, 900 * MB)).toBe(256 * MB);
  expect(intervalOf('bytes/s', 0, 3 * 1024)).toBe(1024);
  expect(intervalOf('bytes', 0, 1023 * 4 * MB)).toBe(1024 * MB);
  expect(intervalOf('seconds', 0, 200)).toBe(60);
  expect(intervalOf('milliseconds', 0, 200_000)).toBe(60_000);
  expect(intervalOf('seconds', 0, 900 * 86_400)).toBe(225 * 86_400);
  expect([intervalOf('seconds', 0, 1), intervalOf('short', 0, 9), intervalOf('bytes', 3, 3)]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});
