// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { colorsOf } from './colors';

const names = Array.from({ length: 30 }, (_, number) => `service-${number}`);

test('the order of names does not matter', () => {
  expect(colorsOf([...names].reverse())).toEqual(colorsOf(names));
});

test('no two are alike while there are enough', () => {
  expect(new Set(colorsOf(names.slice(0, 12)).values()).size).toBe(12);
  expect(colorsOf(names).size).toBe(30);
});

test('a name alone has its own colour', () => {
  expect(colorsOf(['orders']).get('orders')).toBe(colorsOf(['orders']).get('orders'));
  expect(colorsOf(['orders', 'zebra']).get('orders')).toBe(colorsOf(['orders']).get('orders'));
});

function luminance(color: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

test('each stands out from light and dark ground', () => {
  for (const color of colorsOf(names).values()) {
    for (const ground of ['#ffffff', '#141414']) {
      const [one, other] = [luminance(color), luminance(ground)].sort((a, b) => b - a) as [number, number];
      expect((one + 0.05) / (other + 0.05), `${color} on ${ground}`).toBeGreaterThanOrEqual(3);
    }
  }
});
