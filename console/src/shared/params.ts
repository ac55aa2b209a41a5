// SPDX-License-Identifier: Apache-2.0
import { useCallback } from 'react';
import { useSearchParams } from 'react-router';
import type { LogFilter, Period, TraceFilter } from '@/shared/api/queries';

/** What is looked for stands in the address, so that a page can be handed on. */
export const SPANS = {
  '15m': 15,
  '1h': 60,
  '6h': 6 * 60,
  '24h': 24 * 60,
  '7d': 7 * 24 * 60,
  '30d': 30 * 24 * 60,
  '90d': 90 * 24 * 60,
} as const;
export type Span = keyof typeof SPANS;
/** Those that most pages offer. */
export const USUAL_SPANS: readonly Span[] = ['15m', '1h', '24h', '7d'];
const USUAL: Span = '1h';

/** Any number of minutes, for those that a saved search brings along: `90m`. */
const MINUTES = /^([1-9]\d{0,4})m$/;

function minutesOf(span: string | null): number | undefined {
  if (span !== null && Object.hasOwn(SPANS, span)) {
    return SPANS[span as Span];
  }
  return MINUTES.test(span ?? '') ? Number.parseInt(span ?? '', 10) : undefined;
}

/** Null for a time from one moment to another. @param usual what is meant when the address says nothing */
export function spanOf(params: URLSearchParams, usual: Span = USUAL): string | null {
  if (params.get('from') && params.get('to')) {
    return null;
  }
  const span = params.get('span');
  return minutesOf(span) === undefined ? usual : span;
}

export function periodOf(params: URLSearchParams, usual: Span = USUAL): Period {
  const span = spanOf(params, usual);
  return span === null
    ? { from: params.get('from') ?? '', to: params.get('to') ?? '' }
    : { minutes: minutesOf(span) ?? SPANS[usual] };
}

export function ofSpan(span: string, usual: Span = USUAL): Changes {
  return { span: span === usual ? undefined : span, from: undefined, to: undefined };
}

export function ofMinutes(minutes: number): Changes {
  const known = Object.entries(SPANS).find(([, each]) => each === minutes);
  return ofSpan(known ? known[0] : `${minutes}m`);
}

export function ofTimes(from: number, to: number): Changes {
  return { span: undefined, from: new Date(from).toISOString(), to: new Date(to).toISOString() };
}

export const given = (params: URLSearchParams, name: string) => params.get(name) || undefined;
/** The service that is looked at, when it is a single one. */
export function onlyService(params: URLSearchParams): string | undefined {
  const services = params.getAll('service');
  return services.length === 1 ? services[0] : undefined;
}

const all = (params: URLSearchParams, name: string) => (params.has(name) ? params.getAll(name) : undefined);

export function logFilterOf(params: URLSearchParams): LogFilter {
  return {
    query: given(params, 'q'),
    service: all(params, 'service'),
    severity: given(params, 'severity'),
    traceId: given(params, 'trace'),
    tag: all(params, 'tag'),
    env: envOf(params),
    errorId: given(params, 'errorId'),
  };
}

/** In the place of an environment: all of them, and who does not say. */
export const EVERY = '*';

/** @param usual what is meant when none is chosen; every environment if absent */
export function envOf(params: URLSearchParams, usual?: string): string | undefined {
  const env = params.get('in') || (usual ?? EVERY);
  return env === EVERY ? undefined : env;
}

function number(params: URLSearchParams, name: string): number | undefined {
  const value = Number(params.get(name) || Number.NaN);
  return Number.isFinite(value) ? value : undefined;
}

/** @param env in which traces are looked for unless another one is chosen */
export function traceFilterOf(params: URLSearchParams, env?: string): TraceFilter {
  return {
    service: all(params, 'service'),
    operation: given(params, 'operation'),
    tag: all(params, 'tag'),
    minMillis: number(params, 'min'),
    maxMillis: number(params, 'max'),
    error: params.get('failed') === '1' ? true : undefined,
    env: envOf(params, env),
  };
}

export function isNarrowed(filter: LogFilter | TraceFilter): boolean {
  return Object.values(filter).some((value) => value !== undefined);
}

export type Changes = Record<string, string | string[] | undefined>;

export function changed(params: URLSearchParams, changes: Changes): URLSearchParams {
  const next = new URLSearchParams(params);
  for (const [name, value] of Object.entries(changes)) {
    next.delete(name);
    for (const one of Array.isArray(value) ? value : value ? [value] : []) {
      next.append(name, one);
    }
  }
  return next;
}

/** The address's parameters, and how to change some and keep the others. */
export function useParameters(): [URLSearchParams, (changes: Changes) => void] {
  const [params, setParams] = useSearchParams();
  const change = useCallback((changes: Changes) => setParams((before) => changed(before, changes)), [setParams]);
  return [params, change];
}

const TRACE_ID = /^[0-9a-f]{32}$/;
const TRACEPARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/;

/** The trace id in what somebody pasted: by itself, or in a `traceparent`. */
export function traceIdOf(pasted: string): string | null {
  const text = pasted.trim().toLowerCase();
  if (TRACE_ID.test(text)) {
    return text;
  }
  return TRACEPARENT.exec(text)?.[1] ?? null;
}

export function isTag(tag: string): boolean {
  return tag.indexOf('=') > 0;
}

/** An attribute's value as the index has it. */
export function written(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
