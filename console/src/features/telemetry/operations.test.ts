// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import type { Change, Schemas } from '@/shared/api/client';
import {
  callRate,
  changesIn,
  chosenOf,
  elsewhere,
  hasWords,
  kindsOf,
  type Operation,
  ofOrder,
  orderOf,
  pointsOf,
  sorted,
  sumOf,
  to,
} from './operations';

const operation = (name: string, of: Partial<Operation> = {}): Operation => ({
  service: 'orders',
  env: 'dev',
  operation: name,
  kind: 'server',
  calls: 10,
  errors: 0,
  perSecond: 1,
  totalMillis: 100,
  ...of,
});
const address = (search: string) => new URLSearchParams(search);

test('what answers is shown unless something else is asked for', () => {
  expect(kindsOf(address(''))).toEqual(['server', 'consumer']);
  expect(kindsOf(address('kind=client'))).toEqual(['client']);
  expect(kindsOf(address('kind=*'))).toEqual([]);
});

test('the order stands in the address, and the usual one does not', () => {
  for (const sort of ['', 'sort=rate', 'sort=-p95', 'sort=operation', 'sort=-impact']) {
    const written = ofOrder(orderOf(address(sort)));
    expect(written ? `sort=${written}` : '').toBe(sort);
  }
  expect(orderOf(address('sort=toString'))).toEqual({ by: 'impact', reversed: false });
});

test('figures are sorted from the largest, names from A, and either the other way round', () => {
  const all = [
    operation('b', { calls: 10, errors: 1, p95Millis: 5 }),
    operation('a', { calls: 1000, errors: 2, p95Millis: 7 }),
    operation('c', { totalMillis: 900 }),
  ];
  const by = (sort: string) =>
    sorted(all, orderOf(address(`sort=${sort}`)))
      .map((each) => each.operation)
      .join('');
  expect(by('impact')).toBe('cab');
  expect(by('errors')).toBe('bac');
  expect(by('p95')).toBe('abc');
  expect(by('-p95')).toBe('cba');
  expect(by('operation')).toBe('abc');
  expect(by('-operation')).toBe('cba');
  // what is equal has an order too
  expect(by('rate')).toBe('abc');
});

test('all words have to occur in the name or the service', () => {
  const of = operation('GET /films/{id}', { service: 'catalog' });
  expect(['', 'films', 'get catalog', ' {ID} '].map((words) => hasWords(of, words))).toEqual([true, true, true, true]);
  expect(hasWords(of, 'post films')).toBe(false);
});

test('few calls are not shown as none', () => {
  expect([0, 0.0004, 0.0123, 0.5, 1.04, 9.96, 10.2, 12_345].map(callRate)).toEqual([
    '0',
    '<0.001',
    '0.012',
    '0.5',
    '1',
    '10',
    '10',
    '12,345',
  ]);
});

test('a service alone is all that it answers; one operation has its own type and environment', () => {
  expect(chosenOf(address('operation=x'), 'dev')).toBeNull();
  expect(chosenOf(address('service=orders'), 'dev')).toEqual({ service: 'orders', env: 'dev' });
  expect(chosenOf(address('service=orders&kind=client&in=*'), 'dev')).toEqual({ service: 'orders', kind: 'client' });
  const one = to(address('span=24h&kind=*&in=*'), 'orders', operation('GET /a&b', { env: 'test', kind: 'client' }));
  expect(chosenOf(address(one), 'dev')).toEqual({
    service: 'orders',
    operation: 'GET /a&b',
    env: 'test',
    kind: 'client',
  });
  expect(address(one).get('span')).toBe('24h');
  expect(address(to(address(one), 'orders')).has('operation')).toBe(false);
});

test('traces and logs of it are of the same time and environment', () => {
  const of = (search: string) => Object.fromEntries(address(elsewhere(address(search), 'dev', { service: 'orders' })));
  expect(of('service=x&span=24h&sort=p95')).toEqual({ span: '24h', in: 'dev', service: 'orders' });
  expect(of('from=a&to=b&in=*')).toEqual({ from: 'a', to: 'b', in: '*', service: 'orders' });
});

const MINUTE = 60_000;
const at = (minute: number) => new Date(minute * MINUTE).toISOString();

/** With so many calls in each step. */
function history(stepMinutes: number, minutes: number, ...calls: number[]): Schemas['OperationHistory'] {
  return {
    from: at(0),
    to: at(minutes),
    stepSeconds: stepMinutes * 60,
    points: calls.map((each, step) => ({
      at: at(step * stepMinutes),
      calls: each,
      errors: each / 2,
      perSecond: each / (stepMinutes * 60),
      ...(each > 0 && { p50Millis: 1, p95Millis: 2, p99Millis: 3 }),
    })),
    examples: [],
  };
}

test('what is not over is measured by what is over of it', () => {
  const rates = (of: Schemas['OperationHistory'], now: number) =>
    pointsOf(of, now * MINUTE).map((point) => [point.rate, point.errors]);
  expect(rates(history(20, 60, 1200, 0, 120), 42)).toEqual([
    [1, 0.5],
    [0, 0],
    [1, 0.5],
  ]);
  expect(rates(history(1, 2, 60, 60), 1.9), 'too short to say something').toEqual([[1, 0.5]]);
  expect(rates(history(1, 2, 0, 6), 1.1), 'all there is').toEqual([
    [0, 0],
    [1, 0.5],
  ]);
  expect(rates(history(20, 21, 1200, 60), 500), 'the time ends within a step').toEqual([
    [1, 0.5],
    [1, 0.5],
  ]);
  expect(pointsOf(history(1, 2, 0, 60), 2 * MINUTE).map((point) => point.p95)).toEqual([null, 2]);
});

test('all of a history is counted up to now', () => {
  expect(sumOf(history(1, 2, 30, 60), 1.5 * MINUTE)).toEqual({ calls: 90, errors: 45, perSecond: 1 });
});

test('a change of another environment is none of it', () => {
  const change = (env?: string) => ({ env }) as Change;
  const all = [change(), change('dev'), change('test')];
  expect(changesIn(all, 'dev')).toEqual([change(), change('dev')]);
  expect(changesIn(all, undefined)).toEqual(all);
});
