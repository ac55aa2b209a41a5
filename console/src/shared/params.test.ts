// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import {
  changed,
  isNarrowed,
  logFilterOf,
  ofMinutes,
  ofSpan,
  ofTimes,
  periodOf,
  spanOf,
  traceFilterOf,
  traceIdOf,
} from './params';

const ID = '4bf92f3577b34da6a3ce929d0e0e4736';

test('without anything in the address, the last hour of everything is meant', () => {
  const params = new URLSearchParams('env=dev');
  expect(periodOf(params)).toEqual({ minutes: 60 });
  expect(isNarrowed(logFilterOf(params))).toBe(false);
  expect(isNarrowed(traceFilterOf(params))).toBe(false);
});

test('a time of one’s own takes the place of a span, and the other way round', () => {
  const own = changed(new URLSearchParams('span=24h&q=card'), ofTimes(0, 1000));
  expect(periodOf(own)).toEqual({ from: '1970-01-01T00:00:00.000Z', to: '1970-01-01T00:00:01.000Z' });
  expect(own.has('span')).toBe(false);
  const span = changed(own, ofSpan('7d'));
  expect(span.toString()).toBe('q=card&span=7d');
  expect(spanOf(span)).toBe('7d');
  expect(spanOf(new URLSearchParams('span=forever'))).toBe('1h');
  expect(periodOf(changed(own, ofMinutes(90)))).toEqual({ minutes: 90 });
  expect(changed(own, ofMinutes(60)).has('span')).toBe(false);
});

test('filters are read from the address, several of one name too', () => {
  expect(logFilterOf(new URLSearchParams('q=card&service=a&service=b&severity=warn&tag=k%3Dv%3Dw&in=prod'))).toEqual({
    query: 'card',
    service: ['a', 'b'],
    severity: 'warn',
    traceId: undefined,
    tag: ['k=v=w'],
    env: 'prod',
    errorId: undefined,
  });
  expect(traceFilterOf(new URLSearchParams('min=12.5&max=x&failed=1'))).toMatchObject({
    minMillis: 12.5,
    maxMillis: undefined,
    error: true,
  });
});

test('a trace id is found in what people paste', () => {
  expect(traceIdOf(` ${ID.toUpperCase()}\n`)).toBe(ID);
  expect(traceIdOf(`00-${ID}-00f067aa0ba902b7-01`)).toBe(ID);
  expect(traceIdOf(ID.slice(1))).toBeNull();
  expect(traceIdOf('order 12')).toBeNull();
});

test('traces are looked for in the environment one looks at, unless another or every one is chosen', () => {
  const env = (params: string) => traceFilterOf(new URLSearchParams(params), 'dev').env;
  expect([env(''), env('in=prod'), env('in=*')]).toEqual(['dev', 'prod', undefined]);
  expect(logFilterOf(new URLSearchParams('')).env).toBeUndefined();
});
