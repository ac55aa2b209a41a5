// SPDX-License-Identifier: Apache-2.0
import type { Resource } from '@/shared/api/client';
import { text } from '@/shared/text';

/** Which logs something is for; `*` stands for any characters. */
export interface LogMatch {
  services?: string[];
  apps?: string[];
  envs?: string[];
}

/** The step of a pipeline: one of these. */
export interface LogStep {
  join?: { firstLine?: string; maxLines?: number };
  json?: object;
  logfmt?: object;
  grok?: { patterns?: string[]; definitions?: Record<string, string> };
  timestamp?: { attribute?: string; format?: string; zone?: string };
  mask?: { what?: string[]; pattern?: string; attributes?: string[]; replacement?: string };
  drop?: { below?: string; pattern?: string };
}

/** The spec of a `LogPipeline`. */
export interface LogPipeline {
  description?: string;
  order?: number;
  match?: LogMatch;
  steps: LogStep[];
}

/** The spec of a `LogStream`. */
export interface LogStream {
  description?: string;
  order?: number;
  match?: LogMatch;
  retentionHours?: number;
  retentionMegabytes?: number;
}

/** Where one stands that does not say. */
export const USUAL_ORDER = 100;

/** By their order and then by name, as the core has them. */
export function inOrder(resources: readonly Resource[]): Resource[] {
  const order = (each: Resource) => (each.spec as { order?: number }).order ?? USUAL_ORDER;
  return [...resources].sort(
    (one, other) => order(one) - order(other) || (one.name < other.name ? -1 : one.name > other.name ? 1 : 0),
  );
}

export function matchInWords(match: LogMatch | undefined): string {
  const words = text.processing.match;
  return (
    [
      match?.services?.length && words.services(match.services.join(', ')),
      match?.apps?.length && words.apps(match.apps.join(', ')),
      match?.envs?.length && words.envs(match.envs.join(', ')),
    ]
      .filter(Boolean)
      .join(', ') || words.all
  );
}

const LONGEST = 60;
const short = (pattern: string) => (pattern.length > LONGEST ? `${pattern.slice(0, LONGEST - 1)}…` : pattern);

function listed(names: string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : names.slice(0, -1).join(', ') + text.processing.steps.and + last;
}

/** What a step does, for people. */
export function stepInWords(step: LogStep): string {
  const words = text.processing.steps;
  if (step.join) {
    return step.join.firstLine ? words.joinFirst(short(step.join.firstLine)) : words.join;
  }
  if (step.json) {
    return words.json;
  }
  if (step.logfmt) {
    return words.logfmt;
  }
  if (step.grok) {
    const [first = '', ...more] = step.grok.patterns ?? [];
    return more.length === 0 ? words.grok(short(first)) : words.grokMore(short(first), more.length);
  }
  if (step.timestamp) {
    const { attribute = '', format } = step.timestamp;
    return format ? words.timestampAs(attribute, format) : words.timestamp(attribute);
  }
  if (step.mask) {
    const { what = [], pattern, attributes } = step.mask;
    return words.mask(
      listed([
        ...what.map((each) => words.what[each] ?? each),
        ...(pattern ? [words.maskPattern(short(pattern))] : []),
        ...(attributes?.length ? [words.maskAttributes(attributes.join(', '))] : []),
      ]),
    );
  }
  if (step.drop) {
    const { below, pattern } = step.drop;
    if (below && pattern) {
      return words.dropBoth(below, short(pattern));
    }
    return below ? words.dropBelow(below) : words.dropPattern(short(pattern ?? ''));
  }
  return words.unknown;
}

export interface Example {
  name: string;
  title: string;
  text: string;
  spec: LogPipeline;
  /** Lines on which it can be tried. */
  lines: string[];
}

const words = text.processing.pipelines.examples;

/** To start from. */
export const EXAMPLES: readonly Example[] = [
  {
    name: 'mask-personal-data',
    ...words.mask,
    spec: {
      description: 'Personal data and secrets are not kept',
      order: 900,
      steps: [{ mask: { what: ['email', 'card', 'phone', 'jwt', 'secret'], attributes: ['user.email', 'password'] } }],
    },
    lines: [
      'User ada@example.org signed in',
      'Paid with card 4111 1111 1111 1111, order 20250131',
      'Login of bob with password=hunter2 failed',
    ],
  },
  {
    name: 'join-stack-traces',
    ...words.join,
    spec: {
      description: 'Lines of one stack trace are one record',
      order: 10,
      steps: [{ join: {} }],
    },
    lines: [
      '2026-01-31 12:00:00 ERROR Payment failed',
      'java.lang.IllegalStateException: the bank does not answer',
      '\tat shop.payments.Bank.charge(Bank.java:42)',
      'Caused by: java.net.SocketTimeoutException: no answer in 2000 ms',
      '\t... 12 more',
      '2026-01-31 12:00:01 INFO Trying again',
    ],
  },
  {
    name: 'read-json',
    ...words.json,
    spec: {
      description: 'Lines of JSON become records with fields',
      order: 50,
      steps: [{ json: {} }],
    },
    lines: [
      '{"ts":"2026-01-31T12:00:00Z","level":"warn","msg":"Slow answer","http":{"status":200,"millis":1840},"user":"ada"}',
      'not JSON: it stays as it is',
    ],
  },
  {
    name: 'nginx-access',
    ...words.nginx,
    spec: {
      description: 'Access logs of nginx',
      order: 50,
      match: { services: ['nginx*'] },
      steps: [
        { drop: { pattern: '"GET /healthz ' } },
        { grok: { patterns: ['%{COMBINEDAPACHELOG}'] } },
        { timestamp: { attribute: 'timestamp', format: 'dd/MMM/yyyy:HH:mm:ss Z' } },
      ],
    },
    lines: [
      '203.0.113.7 - ada [31/Jan/2026:12:00:00 +0000] "GET /films?page=2 HTTP/1.1" 200 5316 "https://shop.example.org/" "Mozilla/5.0"',
      '10.0.0.1 - - [31/Jan/2026:12:00:05 +0000] "GET /healthz HTTP/1.1" 200 2 "-" "probe"',
    ],
  },
];

/** The name of a service that the pipeline is for, to try it with; empty when any will do. */
export function sampleService(match: LogMatch | undefined): string {
  return (match?.services?.[0] ?? match?.apps?.[0] ?? '').replaceAll('*', '').replace(/[-.]$/, '');
}

/** The lines of a text; an empty one at its end is none. */
export function linesOf(written: string): string[] {
  const lines = written.replace(/\r/g, '').split('\n');
  while (lines.length > 0 && lines.at(-1)?.trim() === '') {
    lines.pop();
  }
  return lines;
}
