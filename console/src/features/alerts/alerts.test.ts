// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from 'vitest';
import { type AlertSummary, countOf, serviceOf, severityOf } from '@/shared/api/alerts';
import type { Change } from '@/shared/api/client';
import {
  around,
  daysOf,
  envOfGroup,
  graphed,
  inOrder,
  labelsOf,
  lasting,
  leadsOf,
  matcherOf,
  matchersOf,
  matches,
  matchesAll,
  ofAlert,
  rulesInOrder,
  settle,
  silenceName,
  timelineOf,
  writtenAs,
} from './alerts';
import type { AlertDetail, AlertRule, TimelineEntry } from './api';
import { receiversFor, routingsFor } from './starters';

/** As the core writes it: what is absent is null. */
type Written<T> = { [Key in keyof T]?: T[Key] | null };

const alert = (id: string, more: Written<AlertSummary> = {}) =>
  ({
    id,
    env: 'prod',
    name: 'PaymentsFail',
    severity: 'major',
    summary: 'Payments fail',
    labels: {},
    annotations: {},
    state: 'firing',
    suppressed: null,
    silencedBy: [],
    inhibitedBy: [],
    flapping: false,
    startedAt: '2026-01-31T12:00:00Z',
    endedAt: null,
    claimedBy: null,
    claimedAt: null,
    notifiedAt: null,
    escalatedTo: null,
    receivers: [],
    source: 'rule',
    group: null,
    comments: 0,
    mine: true,
    ...more,
  }) as AlertSummary;

const ids = (alerts: readonly AlertSummary[]) => alerts.map(({ id }) => id).join(' ');

test('the worst stand first, of those the newest, and what is over by when it ended', () => {
  const old = alert('old', { startedAt: '2026-01-31T11:00:00Z' });
  const critical = alert('critical', { severity: 'critical', startedAt: '2026-01-30T11:00:00Z' });
  const unknown = alert('unknown', { severity: null });
  const over = alert('over', { state: 'resolved', severity: 'critical', endedAt: '2026-01-31T12:30:00Z' });
  const before = alert('before', { state: 'resolved', endedAt: '2026-01-31T12:10:00Z' });
  expect(ids(inOrder([before, unknown, over, old, alert('new'), critical]))).toBe(
    'critical new old unknown over before',
  );
  expect(severityOf('info')).toBe('info');
  expect(severityOf('page')).toBeNull();
});

describe('what is shown while answers come', () => {
  const first = [alert('a'), alert('b')];
  const critical = alert('c', { severity: 'critical' });

  test('takes its order when nobody reads', () => {
    expect(settle(first, [critical, ...first], false)).toMatchObject({ waiting: 0 });
    expect(ids(settle(first, [critical, ...first], false).shown)).toBe('c a b');
  });

  test('stays in its place for who reads, and says how many wait', () => {
    const claimed = alert('b', { claimedBy: 'user:ada' });
    const { shown, waiting } = settle(first, [critical, claimed], true);
    expect(ids(shown)).toBe('a b');
    expect(waiting).toBe(1);
    expect(shown[1]?.claimedBy).toBe('user:ada');
  });
});

test('a length is told to the second within the first hour', () => {
  expect(lasting(4_900)).toBe('4 s');
  expect(lasting(272_000)).toBe('4 min 32 s');
  expect(lasting(3_600_000 * 5)).toBe('5 h 0 min');
  expect(lasting(-5)).toBe('0 s');
});

describe('matchers', () => {
  test('are written as Alertmanager reads them, and read again', () => {
    for (const each of [
      { name: 'alertname', op: '=', value: 'A "quoted" one' },
      { name: 'service', op: '=~', value: 'a|b\\.c' },
      { name: 'with.dot', op: '!=', value: '' },
      { name: 'x', op: '!~', value: 'two\nlines' },
    ] as const) {
      expect(matcherOf(writtenAs(each))).toEqual(each);
    }
    expect(matcherOf('severity=critical')).toEqual({ name: 'severity', op: '=', value: 'critical' });
    expect(matcherOf('severity')).toBeNull();
  });

  test('fit whole values, and a label that is absent is empty', () => {
    const labels = { service: 'payments' };
    expect(matches({ name: 'service', op: '=~', value: 'pay.*' }, labels)).toBe(true);
    expect(matches({ name: 'service', op: '=~', value: 'pay' }, labels)).toBe(false);
    expect(matches({ name: 'service', op: '!~', value: 'pay' }, labels)).toBe(true);
    expect(matches({ name: 'region', op: '=', value: '' }, labels)).toBe(true);
    expect(matches({ name: 'region', op: '!=', value: '' }, labels)).toBe(false);
    expect(matches({ name: 'service', op: '=~', value: '(' }, labels)).toBeNull();
    expect(matchesAll([{ name: 'service', op: '=~', value: '(' }], labels)).toBe(false);
    expect(matchesAll([], labels)).toBe(false);
  });

  test('of an alert have its labels, its name first and its environment not', () => {
    expect(matchersOf({ a: '1', alertname: 'X', env: 'prod' }).map(writtenAs)).toEqual(['alertname="X"', 'a="1"']);
  });

  test('give a silence a name that a resource may have', () => {
    const now = new Date('2026-01-31T12:00:05Z');
    const named = (value: string) => silenceName([{ name: 'alertname', op: '=', value }], now);
    expect(named('PaymentsFail')).toBe('payments-fail-20260131120005');
    expect(named('.*')).toBe('silence-20260131120005');
    expect(silenceName([], now)).toBe('silence-20260131120005');
    expect(named(`${'x'.repeat(59)} y`)).toBe(`${'x'.repeat(59)}-20260131120005`);
  });
});

test('what is compared with a number is drawn, and the number is a mark', () => {
  expect(graphed('sum(rate(a[5m])) / sum(rate(b[5m])) > 0.1')).toEqual({
    query: 'sum(rate(a[5m])) / sum(rate(b[5m]))',
    level: 0.1,
  });
  expect(graphed('up == 0')).toEqual({ query: 'up', level: 0 });
  expect(graphed('x{a="> 1"} <= -1e3').level).toBe(-1000);
  expect(graphed('(a > 1) < 5')).toEqual({ query: '(a > 1)', level: 5 });
});

test('what would be torn apart is drawn as it is', () => {
  for (const expr of ['a > 1 and b > 2', 'absent(up)', 'a > b', 'a unless b > 1', 'rate(a[5m])) > 1', 'a > 1 > 2']) {
    expect(graphed(expr)).toEqual({ query: expr, level: null });
  }
});

test('of a result the series of the alert is drawn, or all when none is told apart', () => {
  const row = (metric: Record<string, string>) => ({ metric, values: [] });
  const data = { resultType: 'matrix' as const, result: [row({ job: 'a' }), row({ job: 'b' })] };
  expect(ofAlert(data, { job: 'b', alertname: 'X' })).toEqual({ ...data, result: [row({ job: 'b' })] });
  expect(ofAlert(data, { job: 'c' })).toBe(data);
  const sum = { resultType: 'matrix' as const, result: [row({})] };
  expect(ofAlert(sum, { job: 'b' })).toBe(sum);
});

const change = (seq: number, at: string) =>
  ({ seq, at, kind: 'Config', name: 'payments', author: 'user:ada', message: '', action: 'update' }) as Change;

const NOTHING: AlertDetail['context'] = { services: [], neighbours: [], changes: [], arrivals: [], impacts: [] };

const detail = (more: Written<AlertDetail> = {}) =>
  ({
    alert: alert('1', { labels: { service: 'payments' } }),
    expr: 'up == 0',
    timeline: [
      { at: '2026-01-31T12:00:00Z', type: 'fired', actor: null, text: '', data: {} },
      { at: '2026-01-31T12:05:00Z', type: 'claimed', actor: 'user:ada', text: '', data: {} },
    ],
    context: { ...NOTHING, changes: [{ ...change(7, '2026-01-31T11:50:00Z'), why: 'names payments' }] },
    ...more,
  }) as AlertDetail;

test('one timeline has what happened and what was changed, the newest first and each once', () => {
  const ledger = [change(7, '2026-01-31T11:50:00Z'), change(9, '2026-01-31T12:03:00Z')];
  const moments = timelineOf(detail(), ledger);
  expect(moments.map((each) => each.entry?.type ?? `${each.change?.seq}`)).toEqual(['claimed', '9', 'fired', '7']);
  expect(moments.filter((each) => each.change && each.related)).toHaveLength(1);
});

test('what happened in the same moment stands in its order', () => {
  const at = '2026-01-31T12:00:00Z';
  const entry = (type: string) => ({ at, type, text: '', data: {} }) as TimelineEntry;
  const both = detail({ timeline: [entry('fired'), entry('notified')] });
  expect(timelineOf(both, []).map((each) => each.entry?.type)).toEqual(['notified', 'fired', undefined]);
});

test('the time around an alert begins an hour before, and ends with it or now', () => {
  const now = Date.parse('2026-01-31T13:00:30Z');
  const times = (endedAt: string | null) =>
    around(alert('1', { endedAt }), now).map((each) => new Date(each).toISOString().slice(11, 16));
  expect(times(null)).toEqual(['11:00', '13:01']);
  expect(times('2026-01-31T12:10:00Z')).toEqual(['11:00', '12:15']);
});

test('leads go to its services, or to the one that its labels name', () => {
  expect(leadsOf(detail()).logs).toContain('service=payments');
  const known = detail({ context: { ...NOTHING, services: ['a', 'b'] } });
  expect(leadsOf(known).traces).toContain('service=a&service=b&failed=1');
  const declined = detail({ alert: alert('1', { labels: { transaction: 'payment' } }) });
  expect(leadsOf(declined).traces).not.toContain('failed');
  expect(leadsOf(known).metrics).toContain('query=up');
  expect(leadsOf(detail({ expr: null })).metrics).toBeNull();
  expect(leadsOf(known).business('payment')).toContain('tab=transactions&name=payment');
});

test('the environment of a group is read from its file', () => {
  expect(envOfGroup({ file: 'AlertRules/payments in prod' })).toBe('prod');
  expect(envOfGroup({ file: 'rules.yml' })).toBeNull();
});

test('rules that fail stand first, then those that fire', () => {
  const rule = (name: string, health: string, state: string) => ({ name, health, state }) as AlertRule;
  const rules = [rule('quiet', 'ok', 'inactive'), rule('fires', 'ok', 'firing'), rule('fails', 'err', 'inactive')];
  expect(rulesInOrder(rules).map(({ name }) => name)).toEqual(['fails', 'fires', 'quiet']);
});

test('labels are read as somebody writes them', () => {
  expect(labelsOf('severity=critical service="a b", x=')).toEqual({ severity: 'critical', service: 'a b', x: '' });
  expect(labelsOf('')).toEqual({});
  expect(labelsOf('severity')).toBeNull();
  expect(labelsOf('severity!=critical')).toBeNull();
});

test('alerts are counted for the service or transaction that their labels name, but not what is silenced', () => {
  expect(serviceOf({ job: 'a', service: 'b' })).toBe('b');
  expect(serviceOf({ instance: 'x' })).toBeNull();
  const of = (id: string, more: Partial<AlertSummary> = {}) => alert(id, { labels: { job: 'a' }, ...more });
  const alerts = [of('1'), of('2', { labels: { job: 'a', transaction: 't' } }), of('3', { suppressed: 'silenced' })];
  expect(countOf([...alerts, alert('4')], { service: 'a' })).toBe(2);
  expect(countOf(alerts, { transaction: 't' })).toBe(1);
  expect(countOf(alerts, { service: 'b' })).toBe(0);
});

test('a day at which nothing fired is there as well', () => {
  const figure = (key: string) => ({ key, count: 2, claimed: 1 });
  const asked = { from: '2026-01-29T10:00:00Z', to: '2026-01-31T10:00:00Z' };
  expect(daysOf({ ...asked, items: [figure('2026-01-29'), figure('2026-01-31')] }).map(({ count }) => count)).toEqual([
    2, 0, 2,
  ]);
  const other = [figure('Thursday')];
  expect(daysOf({ ...asked, items: other })).toBe(other);
});

test('starters name what is there, as what is not there is refused', () => {
  expect(receiversFor(['chat'], []).map(({ spec }) => spec)).toEqual([
    { description: 'The team', channels: [{ channel: 'chat' }] },
    { description: 'Who is on call', channels: [{ channel: 'chat' }] },
  ]);
  expect(receiversFor(['chat'], ['boss'])[0]?.spec).toMatchObject({ escalation: { to: 'boss' } });
  expect(routingsFor(['payments'])[0]?.spec).toMatchObject({
    route: { receiver: 'payments', routes: [{ receiver: 'payments' }] },
  });
  expect(routingsFor(['on-call', 'team'])[0]?.spec).toMatchObject({
    route: { receiver: 'team', routes: [{ receiver: 'on-call' }] },
  });
});
