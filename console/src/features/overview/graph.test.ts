// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { callsOf, type Graph, type GraphNode, operationsOf, secondsOf, tracesOf } from './graph';

const node = (kind: string, name: string): GraphNode => ({ id: `${kind}:${name}`, kind, name, calls: 0, errors: 0 });
const graph: Graph = {
  from: '2026-01-01T00:00:00Z',
  to: '2026-01-01T00:15:00Z',
  nodes: [],
  edges: [{ from: 'service:orders', to: 'database:postgresql/shop', calls: 1, errors: 0, p50Millis: 1, p99Millis: 1 }],
};

test('each leads to its traces', () => {
  const of = (kind: string, name: string) => decodeURIComponent(tracesOf(node(kind, name), graph));
  expect(of('service', 'orders')).toBe('/traces?service=orders');
  expect(of('database', 'postgresql/shop')).toBe('/traces?service=orders&tag=db.namespace=shop');
  expect(of('database', 'opensearch')).toBe('/traces?tag=db.system.name=opensearch');
  expect(of('topic', 'shop.orders')).toBe('/traces?tag=messaging.destination.name=shop.orders');
  expect(of('external', 'api.bank.example:443')).toBe('/traces?tag=server.address=api.bank.example');
});

test('a service leads to its operations, in the time and the environments of the picture', () => {
  expect(operationsOf(node('service', 'orders'), 15, false)).toBe('/operations?service=orders&span=15m');
  expect(operationsOf(node('service', 'a&b'), 60, true)).toBe('/operations?service=a%26b&span=60m&in=*');
});

test('what is not nothing is not shown as nothing a second', () => {
  const calls = (number: number) => callsOf({ calls: number, errors: 0 }, secondsOf(graph));
  expect([0, 1, 900, 90_000].map(calls)).toEqual(['0/s', '<0.1/s', '1.0/s', '100/s']);
});
