// SPDX-License-Identifier: Apache-2.0
import type { SpanEntry } from '@/shared/api/client';

/** Percent. */
const SHORTEST = 0.3;

/**
 * A span as a row of the waterfall.
 *
 * @param index its place among all spans
 * @param below how many spans are below it, at whatever depth
 */
export interface Row {
  span: SpanEntry;
  index: number;
  below: number;
  folded: boolean;
}

/** How many are below each span; they come after it, deeper than it. */
export function descendants(spans: readonly SpanEntry[]): number[] {
  const below = spans.map(() => 0);
  const open: number[] = [];
  spans.forEach((span, index) => {
    while (open.length > 0 && (spans[open.at(-1) as number] as SpanEntry).depth >= span.depth) {
      const closed = open.pop() as number;
      below[closed] = index - closed - 1;
    }
    open.push(index);
  });
  for (const left of open) {
    below[left] = spans.length - left - 1;
  }
  return below;
}

/** The rows that are to be seen while some are folded. @param folded places of spans */
export function rows(spans: readonly SpanEntry[], folded: ReadonlySet<number>): Row[] {
  const below = descendants(spans);
  const visible: Row[] = [];
  for (let index = 0; index < spans.length; index++) {
    const isFolded = folded.has(index) && (below[index] as number) > 0;
    visible.push({ span: spans[index] as SpanEntry, index, below: below[index] as number, folded: isFolded });
    if (isFolded) {
      index += below[index] as number;
    }
  }
  return visible;
}

/** The place of the span's parent; -1 if it is at the outermost level. */
export function parentOf(spans: readonly SpanEntry[], index: number): number {
  const depth = spans[index]?.depth ?? 0;
  for (let before = index - 1; before >= 0; before--) {
    if ((spans[before] as SpanEntry).depth < depth) {
      return before;
    }
  }
  return -1;
}

/** The places of all that are above. */
export function above(spans: readonly SpanEntry[], index: number): number[] {
  const all: number[] = [];
  for (let at = parentOf(spans, index); at >= 0; at = parentOf(spans, at)) {
    all.push(at);
  }
  return all;
}

/** Nanoseconds in which none of its direct children was at work. */
export function ownNanos(spans: readonly SpanEntry[], index: number): number {
  const span = spans[index];
  if (!span) {
    return 0;
  }
  const end = span.offsetNanos + span.durationNanos;
  const next = spans.findIndex((other, at) => at > index && other.depth <= span.depth);
  const children = spans
    .slice(index + 1, next < 0 ? spans.length : next)
    .filter((child) => child.depth === span.depth + 1)
    .map((child) => [
      Math.max(child.offsetNanos, span.offsetNanos),
      Math.min(child.offsetNanos + child.durationNanos, end),
    ])
    .sort((one, other) => (one[0] as number) - (other[0] as number));
  let busy = 0;
  let until = span.offsetNanos;
  for (const [from, to] of children as [number, number][]) {
    if (to > until) {
      busy += to - Math.max(from, until);
      until = to;
    }
  }
  return span.durationNanos - busy;
}

/** The place of the span with that id, of that kind where several share the id as Zipkin's client and server do; -1 if it is not there. */
export function placeOf(spans: readonly SpanEntry[], spanId: string | null, kind: string | null): number {
  const place = spans.findIndex((span) => span.spanId === spanId && span.kind === kind);
  return place >= 0 ? place : spans.findIndex((span) => span.spanId === spanId);
}

/** The places of the spans whose service, name or other end has all the words; of none when there are no words. */
export function matches(spans: readonly SpanEntry[], words: string): number[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  if (wanted.length === 0) {
    return [];
  }
  return spans.flatMap((span, index) => {
    const said = `${span.service} ${span.name} ${span.peer ?? ''}`.toLowerCase();
    return wanted.every((word) => said.includes(word)) ? [index] : [];
  });
}

/** The first of the places behind that one; from the beginning again when there is none. */
export function following(places: readonly number[], at: number): number | undefined {
  return places.find((place) => place > at) ?? places[0];
}

/** The last of the places before that one; from the end again when there is none. */
export function preceding(places: readonly number[], at: number): number | undefined {
  return places.findLast((place) => place < at) ?? places.at(-1);
}

/** The part of the trace's time that is shown: all of it, or that of a span. */
export type Time = Pick<SpanEntry, 'offsetNanos' | 'durationNanos'>;

/**
 * Where a bar begins and how long it is, in percent of the time that is shown. What is in it is never too short to be seen; what is not has
 * no width, at the end where it would be.
 */
export function bar(span: Time, time: Time): { left: number; width: number } {
  const percent = (nanos: number) => (100 * (nanos - time.offsetNanos)) / Math.max(time.durationNanos, 1);
  const from = percent(span.offsetNanos);
  const to = percent(span.offsetNanos + span.durationNanos);
  if (to < 0 || from > 100) {
    return { left: to < 0 ? 0 : 100, width: 0 };
  }
  const left = Math.min(Math.max(from, 0), 100 - SHORTEST);
  return { left, width: Math.max(SHORTEST, Math.min(to, 100) - left) };
}
