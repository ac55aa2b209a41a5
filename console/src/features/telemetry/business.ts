// SPDX-License-Identifier: Apache-2.0
import type { Schemas } from '@/shared/api/client';
import { count } from '@/shared/format';
import type { Line } from '@/shared/metrics';
import { changed, ofSpan, type Span, spanOf } from '@/shared/params';
import { text } from '@/shared/text';
import type { Level } from './dashboard';

export type VisitFigures = Schemas['VisitFigures'];
export type VisitGroup = Schemas['VisitGroup'];
export type Transaction = Schemas['TransactionSummary'];

/** What is meant when the address says no time. */
export const USUAL_TIME: Span = '24h';
export const TIMES: readonly Span[] = ['24h', '7d', '30d', '90d'];
/** The API tells of so many minutes at most. */
export const LONGEST = 400 * 24 * 60;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** What the API tells in steps, of which it leaves out those in which nothing happened. */
export interface Stepped<S> {
  from: string;
  to: string;
  step: string;
  steps: S[];
}

export interface FilledStep<S> {
  at: number;
  /** Absent when nothing happened. */
  of?: S;
}

/** The day of a step. Where days begin at half past, the API has the full hour before. */
function dayOf(at: number): number {
  const date = new Date(at + HOUR);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

function nextDay(at: number, days = 1): number {
  const date = new Date(at);
  date.setDate(date.getDate() + days);
  return date.getTime();
}

/** Every step of the time, the oldest first. */
export function stepsOf<S extends { at: string }>({ from, to, step, steps }: Stepped<S>): FilledStep<S>[] {
  const days = step === 'day';
  const begin = (at: string) => (days ? dayOf(Date.parse(at)) : Date.parse(at));
  const known = new Map(steps.map((each) => [begin(each.at), each]));
  const width = step === 'minute' ? MINUTE : HOUR;
  const all: FilledStep<S>[] = [];
  for (let at = begin(from); at < Date.parse(to); at = days ? nextDay(at) : at + width) {
    all.push({ at, of: known.get(at) });
  }
  return all;
}

/** Those that are over; the others would look as if there was less. */
export function overOnly<S>(steps: FilledStep<S>[], width: number, now: number): FilledStep<S>[] {
  return steps.filter(({ at }) => at + width <= now);
}

/** A line of the graph, with nothing where nothing happened. */
export function lineThrough<S>(name: string, steps: FilledStep<S>[], value: (step: S) => number): Line {
  const points = new Float64Array(steps.length * 2);
  steps.forEach(({ at, of }, place) => {
    points[2 * place] = at;
    points[2 * place + 1] = of === undefined ? 0 : value(of);
  });
  return { name, points, last: points.at(-1) ?? Number.NaN };
}

const SECONDS: Record<string, number> = { minute: 60, hour: 3_600, day: 86_400 };

/** The time that a graph of these steps shows. */
export function rangeThrough(steps: FilledStep<unknown>[], step: string) {
  const seconds = SECONDS[step] ?? 3_600;
  const start = (steps[0]?.at ?? 0) / 1000;
  return { start, end: Math.max((steps.at(-1)?.at ?? 0) / 1000, start + seconds), step: seconds };
}

export interface TimeBefore {
  from: string;
  to: string;
  step: string;
}

/** The API counts by the hour for so long. */
const MOST_HOURS = 31 * DAY;

/**
 * The time of the same length before, up to now, in whole steps. By the hour where the API can do that, so that a day that is not over is
 * compared with as much of another; else by whole days.
 */
export function timeBefore({ from, to, step }: Omit<Stepped<never>, 'steps'>, now: number): TimeBefore {
  const begin = Date.parse(from);
  const length = Math.max(1, Math.min(Date.parse(to), now) - begin);
  if (step === 'day' && length > MOST_HOURS) {
    const days = Math.max(1, Math.round(length / DAY));
    return { from: new Date(nextDay(dayOf(begin), -days)).toISOString(), to: from, step };
  }
  const unit = step === 'minute' ? MINUTE : HOUR;
  const units = Math.max(1, Math.round(length / unit));
  return { from: new Date(begin - units * unit).toISOString(), to: from, step: step === 'day' ? 'hour' : step };
}

/** How much more that is, as a share; null when there was nothing to compare with. */
export function changeOf(value: number | undefined, before: number | undefined): number | null {
  return value === undefined || !before ? null : value / before - 1;
}

const signed = (value: number, written: string) =>
  value > 0 ? `+${written}` : value < 0 ? `−${written}` : `±${written}`;

/** A change as people say it: `+12 %`, or `×14` when it is beyond that. */
export function changeInWords(change: number): string {
  if (change >= 9) {
    return text.business.visits.times(count(Math.round(change + 1)));
  }
  const percents = Math.abs(change * 100);
  const rounded = percents < 10 ? Number(percents.toFixed(1)) : Math.round(percents);
  return signed(rounded === 0 ? 0 : change, `${rounded} %`);
}

/** By how many hundredths a share has changed. */
export function pointsInWords(change: number): string {
  const points = Number(Math.abs(change * 100).toFixed(2));
  return text.business.visits.points(signed(points === 0 ? 0 : change, String(points)));
}

/** Shares that are something to look at, and something to do about. */
export const FAILED = { warning: 0.01, error: 0.05 } as const;

export function levelOfShare(failed: number, all: number): Level | null {
  const share = all === 0 ? 0 : failed / all;
  return share >= FAILED.error ? 'error' : share >= FAILED.warning ? 'warning' : null;
}

/** What transactions are worth, as exact as people count. */
export function amountOf(amount: number, unit: string | undefined): string {
  const written = amount.toLocaleString('en', { maximumFractionDigits: 2 });
  return unit ? `${written} ${unit}` : written;
}

/** How many a minute, of a time that may not be over. */
export function perMinute(number: number, { from, to }: { from: string; to: string }, now: number): string {
  const minutes = Math.max(1, (Math.min(Date.parse(to), now) - Date.parse(from)) / MINUTE);
  const rate = number / minutes;
  return rate >= 10 ? count(Math.round(rate)) : String(Number(rate.toPrecision(2)));
}

/** A share of successes; what is not all is not shown as all. */
export function successOf({ count: all, failures, successRate }: Transaction): string {
  if (successRate === undefined || all === 0) {
    return text.common.none;
  }
  const percents = successRate * 100;
  return failures === 0
    ? '100 %'
    : percents > 99.99
      ? '>99.99 %'
      : `${percents.toFixed(percents >= 99 ? 2 : 1).replace(/\.?0+$/, '')} %`;
}

export const GROUPS = ['app', 'route', 'release'] as const;
export type Group = (typeof GROUPS)[number];

export const groupOf = (params: URLSearchParams): Group => GROUPS.find((each) => each === params.get('by')) ?? 'app';

/** How these are grouped, which is not what the address says while what was read before is shown. */
export function groupedBy([group]: readonly VisitGroup[]): Group {
  return group?.release != null ? 'release' : group?.route != null ? 'route' : 'app';
}

/** What a group of visits is called; null when it has no name, as nobody said one. */
export function nameOf(group: VisitGroup, by: Group): string | null {
  return group[by] || null;
}

/** What is asked for when one chooses a group: only that, by the next finer sort. */
export function narrowedTo(group: VisitGroup, by: Group): Record<string, string | undefined> {
  return {
    app: group.app,
    ...(by === 'app' ? {} : { [by]: group[by] }),
    by: by === 'app' ? 'route' : by === 'route' ? 'release' : by,
  };
}

/** The same time and environment on another page, whose usual time is another one. */
export function elsewhereFrom(params: URLSearchParams, env: string, more: Record<string, string | undefined>): string {
  const span = spanOf(params, USUAL_TIME);
  const time =
    span === null ? { from: params.get('from') ?? undefined, to: params.get('to') ?? undefined } : ofSpan(span);
  return `?${changed(new URLSearchParams(), { ...time, in: env, ...more })}`;
}

/** To start from, and to copy. */
export const EXAMPLES = {
  route: {
    name: 'orders-placed',
    spec: {
      title: 'Orders placed',
      route: { name: 'orders', methods: ['POST'], path: '/orders' },
      amount: { field: 'amount', unit: 'EUR' },
    },
    yaml: (env: string) => `kind: Transaction
name: orders-placed
env: ${env}
spec:
  title: Orders placed
  route: {name: orders, methods: [POST], path: /orders}
  amount: {field: amount, unit: EUR}
`,
  },
  event: {
    name: 'payments',
    spec: {
      title: 'Payments',
      event: { name: 'payment.done', service: 'payments' },
      success: { field: 'result', values: ['paid'] },
      reasonField: 'declined',
      amount: { field: 'amount', unit: 'EUR' },
    },
    yaml: (env: string) => `kind: Transaction
name: payments
env: ${env}
spec:
  title: Payments
  event: {name: payment.done, service: payments}
  success: {field: result, values: [paid]}
  reasonField: declined
  amount: {field: amount, unit: EUR}
`,
  },
} as const;
