// SPDX-License-Identifier: Apache-2.0
import type { Schemas } from '@/shared/api/client';

export const SEVERITIES = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;
export type Severity = (typeof SEVERITIES)[number] | 'none';

export interface Step {
  at: number;
  counts: Partial<Record<Severity, number>>;
}

/** Every step of the time, also those in which nothing was said, which the API leaves out. */
export function steps(histogram: Schemas['Histogram']): Step[] {
  const width = histogram.stepSeconds * 1000;
  const known = new Map(histogram.buckets.map((bucket) => [Date.parse(bucket.at), bucket.severities]));
  const all: Step[] = [];
  const first = Math.floor(Date.parse(histogram.from) / width) * width;
  for (let at = first; at < Date.parse(histogram.to); at += width) {
    all.push({ at, counts: (known.get(at) ?? {}) as Step['counts'] });
  }
  return all;
}

/** The time from the first to the last of these steps, in whatever order they were chosen. */
export function between(all: Step[], stepSeconds: number, one: number, other: number): [number, number] | null {
  const first = all[Math.max(0, Math.min(one, other))];
  const last = all[Math.min(all.length - 1, Math.max(one, other))];
  return first && last ? [first.at, last.at + stepSeconds * 1000] : null;
}
