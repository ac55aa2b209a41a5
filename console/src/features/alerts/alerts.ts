// SPDX-License-Identifier: Apache-2.0
import { ALERT_SEVERITIES, type AlertSummary, serviceOf, severityOf } from '@/shared/api/alerts';
import type { Change } from '@/shared/api/client';
import type { QueryData, SeriesLabels } from '@/shared/api/prometheus';
import { span } from '@/shared/format';
import { changed } from '@/shared/params';
import type { AlertDetail, AlertRule, FiguresAnswer, RelatedChange, RuleGroup, TimelineEntry } from './api';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** How long something goes on, to the second while that is less than an hour. */
export function lasting(millis: number): string {
  const seconds = Math.max(0, Math.floor(millis / 1000));
  if (seconds < 60) {
    return `${seconds} s`;
  }
  return millis < HOUR ? `${Math.floor(seconds / 60)} min ${seconds % 60} s` : span(millis);
}

/** The same of seconds that are a mean; null when there is none. */
export function meanOf(seconds?: number | null): string | null {
  return seconds == null ? null : lasting(Math.round(seconds) * 1000);
}

function rank(alert: AlertSummary): number {
  const severity = severityOf(alert.severity);
  return severity === null ? ALERT_SEVERITIES.length : ALERT_SEVERITIES.indexOf(severity);
}

/** What fires: the worst first, and of those the newest. What is over: what ended last first. */
export function inOrder(alerts: readonly AlertSummary[]): AlertSummary[] {
  const time = (each: AlertSummary) => Date.parse(each.endedAt ?? each.startedAt);
  return [...alerts].sort(
    (one, other) =>
      Number(one.state === 'resolved') - Number(other.state === 'resolved') ||
      (one.state === 'firing' ? rank(one) - rank(other) : 0) ||
      time(other) - time(one) ||
      one.id.localeCompare(other.id),
  );
}

export interface Settled {
  shown: AlertSummary[];
  /** Those that came meanwhile and are not shown yet. */
  waiting: number;
}

/**
 * What is shown after an answer came. Who is reading keeps their place: what is there stays where it is, as it is now, and what is new waits.
 * What left the list stays as well, as it was.
 *
 * @param reading whether somebody is in the midst of it
 */
export function settle(before: readonly AlertSummary[], arrived: readonly AlertSummary[], reading: boolean): Settled {
  const ordered = inOrder(arrived);
  if (!reading || before.length === 0) {
    return { shown: ordered, waiting: 0 };
  }
  const now = new Map(arrived.map((each) => [each.id, each]));
  const known = new Set(before.map((each) => each.id));
  return {
    shown: before.map((each) => now.get(each.id) ?? each),
    waiting: arrived.filter((each) => !known.has(each.id)).length,
  };
}

export const OPERATORS = ['=', '!=', '=~', '!~'] as const;
export type Operator = (typeof OPERATORS)[number];

export interface Matcher {
  name: string;
  op: Operator;
  value: string;
}

const PLAIN = /^[A-Za-z_][A-Za-z0-9_]*$/;
const MATCHER = /^\s*(?:"((?:[^"\\]|\\.)*)"|([^\s=!~"{},]+))\s*(=~|!~|!=|=)\s*(?:"((?:[^"\\]|\\.)*)"|([^"]*?))\s*$/;

/** As Alertmanager reads it. */
export function writtenAs({ name, op, value }: Matcher): string {
  return `${PLAIN.test(name) ? name : JSON.stringify(name)}${op}${JSON.stringify(value)}`;
}

const unquoted = (text: string) => text.replace(/\\(["\\n])/g, (_, each: string) => (each === 'n' ? '\n' : each));

/** Null for what is none. */
export function matcherOf(written: string): Matcher | null {
  const found = MATCHER.exec(written);
  if (found === null) {
    return null;
  }
  const [, quotedName, name, op, quoted, value] = found;
  return {
    name: quotedName === undefined ? (name ?? '') : unquoted(quotedName),
    op: op as Operator,
    value: quoted === undefined ? (value ?? '') : unquoted(quoted),
  };
}

/** Whether an alert has what the matcher wants; null when its expression cannot be read here. */
export function matches({ name, op, value }: Matcher, labels: Record<string, string>): boolean | null {
  const given = labels[name] ?? '';
  if (op === '=' || op === '!=') {
    return (given === value) === (op === '=');
  }
  try {
    return new RegExp(`^(?:${value})$`, 's').test(given) === (op === '=~');
  } catch {
    return null;
  }
}

export const matchesAll = (matchers: readonly Matcher[], labels: Record<string, string>) =>
  matchers.length > 0 && matchers.every((each) => matches(each, labels) === true);

/** What a silence of this very alert has: its labels, its name first. The environment is that of the silence. */
export function matchersOf(labels: Record<string, string>): Matcher[] {
  return Object.entries(labels)
    .filter(([name]) => name !== 'env')
    .sort(([one], [other]) => Number(other === 'alertname') - Number(one === 'alertname') || one.localeCompare(other))
    .map(([name, value]) => ({ name, op: '=', value }));
}

/** A name that nothing has yet: of what is silenced, and when. */
export function silenceName(matchers: readonly Matcher[], now: Date): string {
  const about = matchers.find(({ name }) => name === 'alertname')?.value ?? matchers[0]?.value ?? '';
  const words = about
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60)
    .replace(/-+$/, '');
  const time = now.toISOString().slice(0, 19).replace(/\D/g, '');
  return `${words || 'silence'}-${time}`;
}

export const LENGTHS = { '1h': HOUR, '4h': 4 * HOUR, '1d': 24 * HOUR } as const;
export type Length = keyof typeof LENGTHS;

/** Ends with a comparison with a number: what is before it, how, and the number. */
const THRESHOLD = /^([\s\S]*\S)\s*(==|!=|>=|<=|>|<)\s*(?:bool\s+)?([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*$/;

/** The expression without what stands in quotes and in parentheses; null when those are not in pairs. */
function outermost(expr: string): string | null {
  let depth = 0;
  let rest = '';
  for (const part of expr.match(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`|[\s\S]/g) ?? []) {
    if (/^[([{]$/.test(part)) {
      depth++;
    } else if (/^[)\]}]$/.test(part)) {
      depth--;
      if (depth < 0) {
        return null;
      }
    } else if (depth === 0) {
      rest += part.length > 1 ? '' : part;
    }
  }
  return depth === 0 ? rest : null;
}

export interface Graphed {
  query: string;
  /** What it is compared with. */
  level: number | null;
}

/**
 * What is drawn for an expression. One that compares with a number gives only what is beyond it, so what is compared is drawn, and the number as a
 * mark; others are drawn as they are.
 */
export function graphed(expr: string): Graphed {
  const whole = { query: expr.trim(), level: null };
  const found = THRESHOLD.exec(whole.query);
  const [, left, , number] = found ?? [];
  if (left === undefined || number === undefined) {
    return whole;
  }
  const rest = outermost(left);
  // what binds less, or as much, would be torn apart
  return rest === null || /\b(and|or|unless|bool)\b|==|!=|[<>]/i.test(rest)
    ? whole
    : { query: left, level: Number(number) };
}

/** Of a result the series that the alert is of; all when none is told apart by its labels. */
export function ofAlert(data: QueryData, labels: SeriesLabels): QueryData {
  if (data.resultType !== 'matrix') {
    return data;
  }
  const own = data.result.filter(({ metric }) => {
    const given = Object.entries(metric).filter(([name]) => name !== '__name__');
    return given.length > 0 && given.every(([name, value]) => labels[name] === value);
  });
  return own.length > 0 ? { ...data, result: own } : data;
}

/** An entry of the one timeline: something about the alert, or a change of the ledger. */
export type Moment = { key: string; at: string } & (
  | { entry: TimelineEntry; change?: undefined }
  | {
      change: Pick<Change, 'seq' | 'kind' | 'name' | 'author' | 'message' | 'action'>;
      related: boolean;
      entry?: undefined;
    }
);

/** Everything that happened around an alert, the newest first. What the alert lists as related is known by that, also when the ledger tells it. */
export function timelineOf({ timeline, context }: AlertDetail, ledger: readonly Change[]): Moment[] {
  const related = new Set(context.changes.map(({ seq }) => seq));
  const known = new Map<number, RelatedChange | Change>();
  for (const change of [...context.changes, ...ledger]) {
    if (!known.has(change.seq)) {
      known.set(change.seq, change);
    }
  }
  return [
    ...timeline.map((entry, at): Moment => ({ key: `entry ${at}`, at: entry.at, entry })),
    ...[...known.values()].map(
      (change): Moment => ({ key: `change ${change.seq}`, at: change.at, change, related: related.has(change.seq) }),
    ),
  ]
    .map((moment, at) => ({ moment, at }))
    .sort((one, other) => Date.parse(other.moment.at) - Date.parse(one.moment.at) || other.at - one.at)
    .map(({ moment }) => moment);
}

/** Where more is told of its services, from a little before it began until it ended. */
export function leadsOf({ alert, context, expr }: AlertDetail) {
  const [from, to] = around(alert);
  const named = serviceOf(alert.labels);
  const service = context.services.length > 0 ? context.services : named === null ? [] : [named];
  // a payment that is declined is a failure of the business, and its requests have succeeded
  const onlyFailed = alert.labels.transaction === undefined;
  const time = { from: new Date(from).toISOString(), to: new Date(to).toISOString(), env: alert.env, in: alert.env };
  return {
    logs: `/logs?${changed(new URLSearchParams(), { ...time, service })}`,
    traces: `/traces?${changed(new URLSearchParams(), { ...time, service, failed: onlyFailed ? '1' : undefined })}`,
    onlyFailed,
    metrics:
      expr == null ? null : `/metrics?${changed(new URLSearchParams(), { ...time, query: graphed(expr).query })}`,
    business: (transaction: string) =>
      `/business?${changed(new URLSearchParams(), { ...time, in: undefined, tab: 'transactions', name: transaction })}`,
  };
}

/** The time around an alert: from an hour before it began until it ended, or now, in milliseconds on whole minutes. */
export function around(alert: Pick<AlertSummary, 'startedAt' | 'endedAt'>, now = Date.now()): [number, number] {
  const from = Date.parse(alert.startedAt) - HOUR;
  const to = alert.endedAt == null ? now : Date.parse(alert.endedAt) + 5 * MINUTE;
  return [Math.floor(from / MINUTE) * MINUTE, Math.ceil(Math.min(to, now) / MINUTE) * MINUTE];
}

const IN_ENV = /^AlertRules\/(.+) in (.+)$/;

/** The environment of a group; null when its file does not say. */
export function envOfGroup({ file }: Pick<RuleGroup, 'file'>): string | null {
  return IN_ENV.exec(file)?.[2] ?? null;
}

const WORST: readonly string[] = ['err', 'unknown', 'ok'];
const STATES: readonly string[] = ['firing', 'pending', 'inactive'];

/** Those that fail first, then those that fire. */
export function rulesInOrder(rules: readonly AlertRule[]): AlertRule[] {
  return [...rules].sort(
    (one, other) =>
      WORST.indexOf(one.health) - WORST.indexOf(other.health) ||
      STATES.indexOf(one.state) - STATES.indexOf(other.state) ||
      one.name.localeCompare(other.name),
  );
}

const DAY = 24 * HOUR;

/** Figures of each day from the first to the last, also of those at which nothing happened. As they came when their keys are no days. */
export function daysOf({ items, from, to }: Pick<FiguresAnswer, 'items' | 'from' | 'to'>): FiguresAnswer['items'] {
  const known = new Map(items.map((each) => [each.key.slice(0, 10), each]));
  const days: FiguresAnswer['items'] = [];
  for (let at = Math.floor(Date.parse(from) / DAY) * DAY; at < Date.parse(to); at += DAY) {
    const key = new Date(at).toISOString().slice(0, 10);
    days.push(known.get(key) ?? { key, count: 0, claimed: 0 });
    known.delete(key);
  }
  return known.size > 0 ? items : days;
}

/** Labels as somebody writes them: `severity=critical service=payments`, or a line each. Null when a part is none. */
export function labelsOf(written: string): Record<string, string> | null {
  const labels: Record<string, string> = {};
  const parts = written.match(/(?:[^\s,="]+)\s*=\s*(?:"(?:[^"\\]|\\.)*"|[^\s,]*)|[^\s,]+/g) ?? [];
  for (const part of parts) {
    const found = matcherOf(part);
    if (found?.op !== '=') {
      return null;
    }
    labels[found.name] = found.value;
  }
  return labels;
}
