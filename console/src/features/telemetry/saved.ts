// SPDX-License-Identifier: Apache-2.0

import { type Changes, changed, EVERY, logFilterOf, ofMinutes, periodOf, traceFilterOf } from '@/shared/params';
import { text } from '@/shared/text';
import type { Severity } from './histogram';

export type Signal = 'logs' | 'traces';

/** The spec of a `SavedSearch`. */
export interface SavedSearch {
  description?: string;
  signal: Signal;
  query?: string;
  services?: string[];
  severity?: string;
  tags?: string[];
  env?: string;
  operation?: string;
  minMillis?: number;
  error?: boolean;
  lastMinutes?: number;
}

/** What it looks back when it does not say. */
const USUAL_MINUTES = 60;

const withoutAbsent = (search: SavedSearch) =>
  Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined)) as unknown as SavedSearch;

/** The search that stands in the address, as it is saved. @param env in which traces are looked for unless another one is chosen */
export function savedOf(signal: Signal, params: URLSearchParams, env?: string): SavedSearch {
  const period = periodOf(params);
  const lastMinutes = 'minutes' in period && period.minutes !== USUAL_MINUTES ? period.minutes : undefined;
  if (signal === 'logs') {
    const { query, service, severity, tag, env: chosen } = logFilterOf(params);
    return withoutAbsent({ signal, query, services: service, severity, tags: tag, env: chosen, lastMinutes });
  }
  const { service, operation, tag, minMillis, error, env: chosen } = traceFilterOf(params, env);
  return withoutAbsent({
    signal,
    services: service,
    operation,
    tags: tag,
    minMillis: minMillis === undefined ? undefined : Math.round(minMillis),
    error,
    env: chosen,
    lastMinutes,
  });
}

/** The parameters of the address that make this search. */
export function addressOf(search: SavedSearch): Changes {
  const common = {
    service: search.services,
    tag: search.tags,
    ...ofMinutes(search.lastMinutes ?? USUAL_MINUTES),
  };
  return search.signal === 'logs'
    ? { ...common, q: search.query, severity: search.severity, in: search.env }
    : {
        ...common,
        operation: search.operation,
        min: search.minMillis === undefined ? undefined : String(search.minMillis),
        failed: search.error ? '1' : undefined,
        in: search.env ?? EVERY,
      };
}

/** The address of the page with this search and nothing else; the environment that is looked at stays. */
export function opened(name: string, search: SavedSearch, params: URLSearchParams): URLSearchParams {
  const env = params.get('env');
  return changed(new URLSearchParams(), { env: env ?? undefined, ...addressOf(search), saved: name });
}

/** What is chosen now and belongs to this moment only. */
export function leftOut(params: URLSearchParams): string[] {
  const names = text.saved.leftNames;
  return (Object.keys(names) as (keyof typeof names)[]).filter((name) => params.get(name)).map((name) => names[name]);
}

const inOrder = (search: SavedSearch) =>
  JSON.stringify(
    Object.entries({
      ...search,
      description: undefined,
      lastMinutes: search.lastMinutes ?? USUAL_MINUTES,
      error: search.error || undefined,
      services: search.services?.length ? [...search.services].sort() : undefined,
      tags: search.tags?.length ? [...search.tags].sort() : undefined,
    })
      .filter(([, value]) => value !== undefined && value !== null && value !== '')
      .sort(([one], [other]) => one.localeCompare(other)),
  );

/** Whether both find the same, whatever they are called. */
export function isSame(one: SavedSearch, other: SavedSearch): boolean {
  return inOrder(one) === inOrder(other);
}

/** What a search looks for, in words. */
export function inWords(search: SavedSearch): string {
  const words = text.saved;
  return (
    [
      search.query && words.words(search.query),
      search.services?.length && words.services(search.services.join(', ')),
      search.severity && words.severity(text.logs.severities[search.severity as Severity] ?? search.severity),
      search.operation && words.operation(search.operation),
      search.tags?.length && words.tags(search.tags.join(', ')),
      search.minMillis && words.slow(String(search.minMillis)),
      search.error && words.failed,
      search.env && words.env(search.env),
    ]
      .filter(Boolean)
      .join(' · ') || words.everything
  );
}
