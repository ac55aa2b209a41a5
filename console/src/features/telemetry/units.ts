// SPDX-License-Identifier: Apache-2.0
import { short } from '@/shared/metrics';

export const UNITS = [
  'none',
  'short',
  'seconds',
  'milliseconds',
  'bytes',
  'bytes/s',
  'bits/s',
  'percent',
  'percentunit',
  'reqps',
  'ops',
] as const;
export type Unit = (typeof UNITS)[number];

type Sizes = readonly (readonly [number, string])[];

const TIMES: Sizes = [
  [86_400, 'd'],
  [3_600, 'h'],
  [60, 'min'],
  [1, 's'],
  [1e-3, 'ms'],
  [1e-6, 'µs'],
  [1e-9, 'ns'],
];

/** In steps of 1024, as the rest of the console and the command line have them. */
const BYTES: Sizes = [
  [1024 ** 5, 'PB'],
  [1024 ** 4, 'TB'],
  [1024 ** 3, 'GB'],
  [1024 ** 2, 'MB'],
  [1024, 'kB'],
  [1, 'B'],
];

const BITS: Sizes = [
  [1e12, 'Tbit'],
  [1e9, 'Gbit'],
  [1e6, 'Mbit'],
  [1e3, 'kbit'],
  [1, 'bit'],
];

const digits = (value: number) => Number(value.toPrecision(3)).toLocaleString('en', { maximumSignificantDigits: 4 });

/** Whole numbers are whole; of others, three digits say enough. */
const plain = (value: number) => (Number.isInteger(value) && Math.abs(value) < 1e4 ? String(value) : digits(value));

function sized(value: number, sizes: Sizes): string {
  const size = Math.abs(value);
  // what rounds up to the next unit is of the next unit
  const [unit, name] = sizes.find(([each]) => size >= each * 0.9995) ?? (sizes.at(-1) as readonly [number, string]);
  return size === 0 ? `0 ${sizes.find(([each]) => each === 1)?.[1]}` : `${plain(value / unit)} ${name}`;
}

const NICE = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512];

/**
 * Between two labels of an axis of this unit, where a chart would choose one that reads badly: whole kilobytes are not whole thousands, and
 * times are counted in sixties. Undefined where the chart does well.
 */
export function intervalOf(unit: Unit | undefined, low: number, high: number): number | undefined {
  const rough = (high - low) / 4;
  const scale = unit === 'milliseconds' ? 1000 : 1;
  if (!(rough > 0) || !Number.isFinite(rough)) {
    return undefined;
  }
  if (unit === 'bytes' || unit === 'bytes/s') {
    const [size] = BYTES.find(([each]) => rough >= each) ?? [1];
    const nice = NICE.find((each) => each * size >= rough);
    return nice === undefined ? 1024 * size : nice * size;
  }
  if ((unit === 'seconds' || unit === 'milliseconds') && rough / scale > 15) {
    const nice = [20, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 21_600, 43_200, 86_400].find(
      (each) => each * scale >= rough,
    );
    return (nice ?? 86_400 * Math.ceil(rough / scale / 86_400)) * scale;
  }
  return undefined;
}

/** A number of this unit, with three digits that say something. */
export function formatted(value: number, unit: Unit = 'short'): string {
  if (!Number.isFinite(value)) {
    return short(value);
  }
  switch (unit) {
    case 'none':
      return Number(value.toPrecision(6)).toLocaleString('en', { maximumFractionDigits: 6 });
    case 'short':
      return short(value);
    case 'seconds':
      return sized(value, TIMES);
    case 'milliseconds':
      return sized(value / 1000, TIMES);
    case 'bytes':
      return sized(value, BYTES);
    case 'bytes/s':
      return `${sized(value, BYTES)}/s`;
    case 'bits/s':
      return `${sized(value, BITS)}/s`;
    case 'percent':
      return `${plain(value)} %`;
    case 'percentunit':
      return `${plain(value * 100)} %`;
    case 'reqps':
      return `${short(Number(value.toPrecision(3)))} req/s`;
    case 'ops':
      return `${short(Number(value.toPrecision(3)))} /s`;
  }
}
