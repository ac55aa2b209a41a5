// SPDX-License-Identifier: Apache-2.0
import type { Change, Schemas } from '@/shared/api/client';
import type { OperationChoice } from '@/shared/api/queries';
import { changed, EVERY, envOf, given } from '@/shared/params';
import { text } from '@/shared/text';

export type Operation = Schemas['OperationSummary'];
type History = Schemas['OperationHistory'];

/** The API tells of so many minutes at most. */
export const LONGEST = 24 * 60;

export const KINDS = ['server', 'consumer', 'client', 'producer', 'internal'] as const;
const ANSWERING = ['server', 'consumer'];

/** None for all of them. */
export function kindsOf(params: URLSearchParams): string[] {
  const kind = params.get('kind');
  return kind === EVERY ? [] : kind ? [kind] : ANSWERING;
}

export function kindName(kind: string): string {
  return (text.trace.kinds as Record<string, string>)[kind] ?? kind;
}

/** What operations are compared by. */
export const FIGURES = {
  impact: (of: Operation) => of.totalMillis,
  rate: (of: Operation) => of.perSecond,
  errors: (of: Operation) => of.errors / Math.max(1, of.calls),
  p50: (of: Operation) => of.p50Millis ?? 0,
  p95: (of: Operation) => of.p95Millis ?? 0,
  p99: (of: Operation) => of.p99Millis ?? 0,
} as const;
export type Figure = keyof typeof FIGURES;

/** In the address: `p95`, or `-p95` for the other way round. Figures begin with the largest, names with A. */
export interface Order {
  by: Figure | 'operation';
  reversed: boolean;
}

export function orderOf(params: URLSearchParams): Order {
  const sort = params.get('sort') ?? '';
  const reversed = sort.startsWith('-');
  const by = reversed ? sort.slice(1) : sort;
  return by === 'operation' || Object.hasOwn(FIGURES, by)
    ? { by: by as Order['by'], reversed }
    : { by: 'impact', reversed: false };
}

export function ofOrder({ by, reversed }: Order): string | undefined {
  return reversed ? `-${by}` : by === 'impact' ? undefined : by;
}

export function sorted(operations: Operation[], { by, reversed }: Order): Operation[] {
  const compare = (one: Operation, other: Operation) =>
    (by === 'operation' ? 0 : FIGURES[by](other) - FIGURES[by](one)) ||
    one.operation.localeCompare(other.operation) ||
    one.service.localeCompare(other.service);
  return [...operations].sort((one, other) => (reversed ? compare(other, one) : compare(one, other)));
}

/** Whether all the words occur in its name, or that of its service. */
export function hasWords(of: Operation, words: string): boolean {
  const name = `${of.service} ${of.operation}`.toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => name.includes(word));
}

/** Calls a second, with two digits that say something also when there are few. */
export function callRate(perSecond: number): string {
  if (perSecond >= 10) {
    return Math.round(perSecond).toLocaleString('en');
  }
  return perSecond > 0 && perSecond < 0.001 ? '<0.001' : String(Number(perSecond.toPrecision(2)));
}

/** What the history is asked for; null when no service is chosen. */
export function chosenOf(params: URLSearchParams, env: string): OperationChoice | null {
  const service = given(params, 'service');
  const operation = given(params, 'operation');
  const kind = kindsOf(params);
  return service
    ? {
        service,
        operation,
        env: envOf(params, env),
        kind: operation ? given(params, 'as') : kind.length === 1 ? kind[0] : undefined,
      }
    : null;
}

/** The address of one operation, or of all that a service answers; the other choices stay. */
export function to(params: URLSearchParams, service: string, of?: Operation): string {
  const changes = { service, operation: of?.operation, as: of?.kind };
  const elsewhere = of?.env && params.get('in') === EVERY;
  return `?${changed(params, elsewhere ? { ...changes, in: of.env } : changes)}`;
}

/** The same time and environment on another page. */
export function elsewhere(params: URLSearchParams, env: string, more: Record<string, string | undefined>): string {
  const kept = Object.fromEntries(['span', 'from', 'to'].map((name) => [name, params.get(name) ?? undefined]));
  return `?${changed(new URLSearchParams(), { ...kept, in: params.get('in') ?? env, ...more })}`;
}

export interface Point {
  at: number;
  rate: number;
  errors: number;
  p50: number | null;
  p95: number | null;
  p99: number | null;
}

const MINUTE = 60_000;

/**
 * The steps of a history, each with its rate over the part of it that is over. The last one is left out while that is too short to say
 * something, unless it is all there is.
 */
export function pointsOf(history: History, now: number): Point[] {
  const end = Math.min(Date.parse(history.to), now);
  const before = history.points.slice(0, -1).some((point) => point.calls > 0);
  return history.points
    .map((point) => {
      const at = Date.parse(point.at);
      return { point, at, over: Math.min(history.stepSeconds * 1000, end - at) };
    })
    .filter(({ over }) => !before || over >= MINUTE)
    .map(({ point, at, over }) => {
      const seconds = Math.max(1, over / 1000);
      return {
        at,
        rate: point.calls / seconds,
        errors: point.errors / seconds,
        p50: point.p50Millis ?? null,
        p95: point.p95Millis ?? null,
        p99: point.p99Millis ?? null,
      };
    });
}

/** In all of the history: its calls, its errors, and the calls a second. */
export function sumOf(history: History, now: number): { calls: number; errors: number; perSecond: number } {
  const calls = history.points.reduce((sum, point) => sum + point.calls, 0);
  const errors = history.points.reduce((sum, point) => sum + point.errors, 0);
  const length = Math.min(Date.parse(history.to), now) - Date.parse(history.from);
  return { calls, errors, perSecond: calls / Math.max(1, length / 1000) };
}

/** Those that were made in that environment, or in all. */
export function changesIn(changes: Change[], env: string | undefined): Change[] {
  return env === undefined ? changes : changes.filter((change) => !change.env || change.env === env);
}
