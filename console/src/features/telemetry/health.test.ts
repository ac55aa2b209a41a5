// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import type { Change, LiveItem, Resource } from '@/shared/api/client';
import type { Probe } from '@/shared/api/probes';
import type { QueryData } from '@/shared/api/prometheus';
import {
  concerns,
  daysUntil,
  enginesOf,
  enginesQuery,
  hostQueries,
  hostsOf,
  type Known,
  probeHealth,
  queriesOf,
  rangeFor,
  type Signals,
  servicesOf,
  stateOf,
  summaryOf,
  timeIn,
  worstFirst,
} from './health';
import type { Operation } from './operations';

const signals = (part: Partial<Signals> = {}): Signals => ({
  traffic: { calls: 1000, errors: 0, perSecond: 1 },
  instances: { up: 2, registered: 2 },
  routed: true,
  ...part,
});
const failing = (errors: number) => signals({ traffic: { calls: 1000, errors, perSecond: 1 } });
const inUse = (share: number) => signals({ saturation: { what: 'heap', share } });
const quiet = { calls: 0, errors: 0, perSecond: 0 };

test('errors are a warning from one in a hundred on, and bad from five', () => {
  expect([0, 9, 10, 49, 50].map((errors) => stateOf(failing(errors)).level)).toEqual([
    'ok',
    'ok',
    'warning',
    'warning',
    'error',
  ]);
  expect(stateOf(failing(50)).reasons).toEqual(['5.0 % failed']);
});

test('what is nearly used up is a warning, and then bad', () => {
  expect([0.79, 0.8, 0.94, 0.95].map((share) => stateOf(inUse(share)).level)).toEqual([
    'ok',
    'warning',
    'warning',
    'error',
  ]);
  expect(stateOf(inUse(0.96)).reasons).toEqual(['heap at 96.0 %']);
});

test('who has to be up and is not is bad when there was traffic; who need not be registered is not missed', () => {
  const none = { up: 0, registered: 0 };
  const draining = { up: 0, registered: 1 };
  const level = (part: Partial<Signals>) => stateOf(signals(part)).level;
  expect(level({ instances: none })).toBe('error');
  expect(level({ instances: draining, routed: false })).toBe('error');
  expect(level({ instances: none, traffic: quiet })).toBe('warning');
  expect(level({ instances: none, routed: false })).toBe('ok');
  expect(level({ instances: null }), 'not known').toBe('ok');
});

test('the worst says how it is, and each reason is told, the worst first', () => {
  const state = stateOf(signals({ ...failing(20), saturation: { what: 'pool', share: 1 } }));
  expect(state).toEqual({ level: 'error', reasons: ['connection pool at 100.0 %', '2.0 % failed'] });
  expect(stateOf(signals()).reasons).toEqual(['good']);
  expect(stateOf(signals({ traffic: quiet })).reasons).toEqual(['no traffic']);
  expect(stateOf(signals({ traffic: null })).reasons).toEqual(['traffic is not known']);
});

const operation = (service: string, calls: number, errors: number) =>
  ({ service, calls, errors, perSecond: calls / 100 }) as Operation;
const instance = (service: string, state = 'up') => ({ name: `${service}.1`, state, spec: { service } }) as LiveItem;
const vector = (numbers: Record<string, number>, label = 'job'): QueryData => ({
  resultType: 'vector',
  result: Object.entries(numbers).map(([name, value]) => ({ metric: { [label]: name }, value: [0, String(value)] })),
});
const matrix = (...jobs: string[]): QueryData => ({
  resultType: 'matrix',
  result: jobs.map((job) => ({ metric: { job }, values: [[0, '1']] })),
});
const NOTHING: QueryData = { resultType: 'vector', result: [] };
const known = (part: Partial<Known> = {}): Known => ({
  operations: [],
  instances: [],
  routes: [],
  changes: [],
  now: [],
  lines: [],
  step: 60,
  ...part,
});

test('services are put together from what they answer and who is registered, the worst first', () => {
  const services = servicesOf(
    known({
      operations: [operation('orders', 900, 0), operation('orders', 100, 60), operation('catalog', 100, 2)],
      instances: [instance('orders'), instance('idle'), instance('catalog')],
    }),
  );
  expect(services.map(({ name, level }) => [name, level])).toEqual([
    ['orders', 'error'],
    ['catalog', 'warning'],
    ['idle', 'ok'],
  ]);
  expect(services[0]?.traffic).toEqual({ calls: 1000, errors: 60, perSecond: 10 });
});

test('of what may be used up, that which is used up most is shown, with its line', () => {
  const [one] = servicesOf(
    known({
      operations: [operation('orders', 1, 0)],
      now: [
        vector({ orders: 0.01 }),
        vector({ orders: 0.2 }),
        vector({ orders: 0.3 }),
        NOTHING,
        vector({ orders: 0.9 }),
      ],
      lines: [matrix('orders'), matrix(), matrix('other'), matrix('orders'), matrix('orders'), matrix('orders')],
    }),
  );
  expect(one?.saturation).toEqual({ what: 'pool', share: 0.9 });
  expect([one?.p50, one?.p95]).toEqual([0.01, 0.2]);
  expect([one?.lines.traffic, one?.lines.latency, one?.lines.saturation].map((line) => line !== undefined)).toEqual([
    true,
    false,
    true,
  ]);
});

test('what cannot be read is not taken for nothing', () => {
  const [one] = servicesOf(known({ operations: undefined, instances: [instance('orders')] }));
  expect([one?.traffic, one?.level, one?.reasons]).toEqual([null, 'ok', ['traffic is not known']]);
  const routes = [{ spec: { service: 'orders' } } as Resource];
  const [other] = servicesOf(known({ operations: [operation('orders', 9, 0)], instances: undefined, routes }));
  expect([other?.instances, other?.level]).toEqual([null, 'ok']);
});

test('a change is about a service by its name, or by what it leads to now or before', () => {
  const change = (part: object) => ({ name: 'x', ...part }) as Change;
  expect(concerns(change({ name: 'orders' }), 'orders')).toBe(true);
  expect(concerns(change({ after: { spec: { service: 'orders' } } }), 'orders')).toBe(true);
  expect(concerns(change({ before: { spec: { service: 'orders' } }, after: { spec: {} } }), 'orders')).toBe(true);
  expect(concerns(change({ after: { spec: { app: 'orders' } } }), 'orders')).toBe(true);
  expect(concerns(change({ after: { spec: null } }), 'orders')).toBe(false);
  const changes = [change({ seq: 3 }), change({ seq: 2, name: 'orders' }), change({ seq: 1, name: 'orders' })];
  expect(servicesOf(known({ instances: [instance('orders')], changes }))[0]?.change?.seq, 'the newest').toBe(2);
});

test('one query is for all services of the environment, over whole minutes', () => {
  expect([timeIn(new URLSearchParams('span=7d')), timeIn(new URLSearchParams('span=15m'))]).toEqual(['1h', '15m']);
  const now = Date.parse('2026-11-20T10:00:20Z');
  const end = Date.parse('2026-11-20T09:59:00Z') / 1000;
  expect(rangeFor('1h', now), 'the last minute is still counted').toEqual({ start: end - 3600, end, step: 60 });
  expect(rangeFor('6h', now).step).toBe(300);
  const { lines, now: moments } = queriesOf('te"st', rangeFor('1h', now));
  expect([lines.length, moments.length]).toEqual([6, 5]);
  expect([...lines, ...moments].every((query) => query.includes('env="te\\"st"'))).toBe(true);
  expect(lines[0]).toContain('[120s]');
  expect(moments[0]).toContain('[3600s]');
});

const NOW = Date.parse('2026-11-20T10:00:00Z');
const probe = (part: Partial<Probe> = {}): Probe => ({
  name: 'shop',
  env: 'dev',
  by: 'http',
  instance: 'https://shop.example',
  state: 'up',
  durationSeconds: 0.1,
  error: '',
  ...part,
});
const expiring = (days: number) =>
  probeHealth(probe({ certificateExpiry: new Date(NOW + days * 86_400_000).toISOString() }), NOW);

test('a probe is as bad as its answer or its certificate', () => {
  expect(
    [probe(), probe({ state: 'down' }), probe({ state: 'unknown' })].map((each) => probeHealth(each, NOW).level),
  ).toEqual(['ok', 'error', null]);
  expect([90, 15, 14, 4, 3, -1].map((days) => expiring(days).level)).toEqual([
    'ok',
    'ok',
    'warning',
    'warning',
    'error',
    'error',
  ]);
  expect(daysUntil('2026-11-21T09:00:00Z', NOW)).toBe(0);
  expect(
    worstFirst([
      { name: 'b', level: null },
      { name: 'c', level: 'ok' },
      { name: 'a', level: 'error' },
    ]).map(({ name }) => name),
  ).toEqual(['a', 'c', 'b']);
});

test('engines are up or not, gateways may have a problem', () => {
  const data: QueryData = {
    resultType: 'vector',
    result: [
      { metric: { __name__: 'pg_up', instance: 'a:5432' }, value: [0, '1'] },
      { metric: { __name__: 'redis_up', instance: 'b:6379' }, value: [0, '0'] },
    ],
  };
  const gateway = (name: string, state: string, spec: object) => ({ name, state, spec }) as LiveItem;
  const gateways = [
    gateway('one', 'up', { env: 'dev' }),
    gateway('two', 'draining', { env: 'dev' }),
    gateway('three', 'up', { env: 'dev', problem: 'port 80 is taken' }),
    gateway('four', 'up', { env: 'test' }),
  ];
  expect(enginesOf(data, gateways, 'dev').map(({ name, level }) => [name, level])).toEqual([
    ['b:6379', 'error'],
    ['three', 'error'],
    ['two', 'warning'],
    ['a:5432', 'ok'],
    ['one', 'ok'],
  ]);
  expect(enginesOf(undefined, [], 'dev')).toEqual([]);
  expect(enginesQuery('a.b'), 'of the environment, or of none').toContain('env=~"a\\\\.b|"');
});

test('a host is as bad as the worst of what is measured of it', () => {
  const disk: QueryData = {
    resultType: 'vector',
    result: [{ metric: { instance: 'db', system_filesystem_mountpoint: '/data' }, value: [0, '0.96'] }],
  };
  const of = (numbers: Record<string, number>) => vector(numbers, 'instance');
  const hosts = hostsOf([of({ web: 0.2, db: 0.81 }), of({ web: 0.3 }), disk, of({ web: Number.NaN })]);
  expect(hosts.map(({ name, level }) => [name, level])).toEqual([
    ['db', 'error'],
    ['web', 'ok'],
  ]);
  expect(hosts[0]?.measures).toEqual([
    { measure: 'cpu', share: 0.81, level: 'warning', place: undefined },
    { measure: 'disk', share: 0.96, level: 'error', place: '/data' },
  ]);
  expect(
    hosts[1]?.measures.map(({ measure }) => measure),
    'what is no number is not measured',
  ).toEqual(['cpu', 'memory']);
  expect(hostQueries('dev')).toHaveLength(4);
});

test('all is summed up, the bad first', () => {
  const level = (level: 'ok' | 'warning' | 'error' | null) => ({ level });
  expect(
    summaryOf({
      services: [level('error'), level('ok')],
      probes: [level('error'), level(null)],
      engines: [],
      hosts: [],
    }),
  ).toEqual([
    { level: 'error', number: 2, parts: ['1 service', '1 probe'] },
    { level: 'warning', number: 0, parts: [] },
    { level: 'ok', number: 1, parts: ['1 service'] },
  ]);
});
