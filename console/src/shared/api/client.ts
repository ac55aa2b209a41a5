// SPDX-License-Identifier: Apache-2.0
import createClient from 'openapi-fetch';
import type { components, paths } from './schema.gen';

export type Schemas = components['schemas'];
export type Resource = Schemas['ResourceDocument'];
export type Change = Schemas['ChangeDocument'];
export type Outcome = Schemas['OutcomeDocument'];
export type LiveItem = Schemas['LiveItem'];
export type LogEntry = Schemas['LogEntry'];
export type SpanEntry = Schemas['SpanEntry'];
export type Trace = Schemas['Trace'];

export const api = createClient<paths>({ baseUrl: '/' });

/** What is wrong with one field. */
export interface Violation {
  field: string;
  offending?: unknown;
  expected: string;
}

/** A problem of RFC 9457, as the core and the gateway answer. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly title: string,
    readonly detail: string,
    readonly violations: Violation[],
  ) {
    super(detail || title);
  }

  static of(status: number, body: unknown): Problem {
    const problem = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
    return new Problem(
      status,
      String(problem.code ?? ''),
      String(problem.title ?? `Status ${status}`),
      String(problem.detail ?? ''),
      Array.isArray(problem.violations) ? (problem.violations as Violation[]) : [],
    );
  }
}

const ASKED_TO_SIGN_IN = 'plinth.askedToSignIn';

/** The session has ended: the gateway sends a page that is loaded anew to sign in and back. Not twice in a row. */
export function signInAgain() {
  const last = Number(sessionStorage.getItem(ASKED_TO_SIGN_IN) ?? 0);
  if (Date.now() - last > 30_000) {
    sessionStorage.setItem(ASKED_TO_SIGN_IN, String(Date.now()));
    window.location.reload();
  }
}

/** The answer's body. Throws a {@link Problem} for everything else. */
export async function got<T>(request: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  const { data, error, response } = await request;
  if (response.ok) {
    return data as T;
  }
  if (response.status === 401) {
    signInAgain();
  }
  throw Problem.of(response.status, error);
}

/** `user:ada` reads better without its kind where only people are meant. */
export function personOf(principal: string): string {
  return principal.startsWith('user:') ? principal.slice('user:'.length) : principal;
}
