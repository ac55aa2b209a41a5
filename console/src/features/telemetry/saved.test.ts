// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { changed } from '@/shared/params';
import { addressOf, inWords, isSame, leftOut, opened, savedOf } from './saved';

const params = (address: string) => new URLSearchParams(address);

test('a search of logs becomes the same address again', () => {
  const search = savedOf(
    'logs',
    params('env=dev&q=card+-retry&service=a&service=b&severity=warn&tag=k%3Dv&in=prod&span=24h'),
  );
  expect(search).toEqual({
    signal: 'logs',
    query: 'card -retry',
    services: ['a', 'b'],
    severity: 'warn',
    tags: ['k=v'],
    env: 'prod',
    lastMinutes: 1440,
  });
  const again = opened('mine', search, params('env=dev&trace=1&live=1'));
  expect(savedOf('logs', again)).toEqual(search);
  expect(again.get('saved')).toBe('mine');
  expect(again.get('env')).toBe('dev');
  expect(again.has('trace')).toBe(false);
});

test('a search of traces knows the environment that it was made in, and every environment', () => {
  const here = savedOf('traces', params('operation=GET+%2F&min=12.4&failed=1'), 'dev');
  expect(here).toEqual({ signal: 'traces', operation: 'GET /', minMillis: 12, error: true, env: 'dev' });
  const there = opened('slow', here, params('env=prod'));
  expect(savedOf('traces', there, 'prod')).toEqual(here);
  const every = savedOf('traces', params('in=*'), 'dev');
  expect(every).toEqual({ signal: 'traces' });
  expect(savedOf('traces', changed(params(''), addressOf(every)), 'prod')).toEqual(every);
});

test('any number of minutes is kept, also one that no menu offers', () => {
  expect(changed(params(''), addressOf({ signal: 'logs', lastMinutes: 90 })).toString()).toBe('span=90m');
  expect(savedOf('logs', params('span=90m')).lastMinutes).toBe(90);
});

test('what finds the same is the same; what belongs to this moment is named', () => {
  expect(
    isSame(
      { signal: 'logs', services: ['a', 'b'], lastMinutes: 60, description: 'x', error: false },
      { signal: 'logs', services: ['b', 'a'] },
    ),
  ).toBe(true);
  expect(isSame({ signal: 'logs', query: 'a' }, { signal: 'logs', query: 'b' })).toBe(false);
  expect(leftOut(params('trace=1&max=3&q=a'))).toEqual(['the trace id', 'the longest duration']);
  expect(inWords({ signal: 'traces', services: ['a'], minMillis: 20, error: true })).toBe(
    'services: a · a span of at least 20 ms · only failed',
  );
  expect(inWords({ signal: 'logs' })).toBe('everything');
});
