// SPDX-License-Identifier: Apache-2.0
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { LogEntry, Problem } from '@/shared/api/client';
import { EMPTY, follow, hasTags, type Line, LONGEST, type Mark, type Tail, type TailAction, tail } from './tail';

const line = (key: string): Line => ({ key, kind: 'mark', mark: 'since', at: '' });
const lines = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => line(String(from + i)));
const after = (...actions: TailAction[]): Tail => actions.reduce(tail, EMPTY);
const keys = (all: readonly Line[]) => all.map((each) => each.key);

test('the newest come first, however many come at once', () => {
  expect(keys(after({ do: 'add', lines: lines(0, 2) }, { do: 'add', lines: lines(2, 4) }).shown)).toEqual([
    '3',
    '2',
    '1',
    '0',
  ]);
});

test('what comes during a pause waits, and is shown afterwards', () => {
  const paused = after({ do: 'add', lines: lines(0, 1) }, { do: 'pause' }, { do: 'add', lines: lines(1, 3) });
  expect(keys(paused.shown)).toEqual(['0']);
  expect(keys(paused.waiting)).toEqual(['2', '1']);
  const resumed = tail(paused, { do: 'resume' });
  expect(keys(resumed.shown)).toEqual(['2', '1', '0']);
  expect(resumed).toMatchObject({ waiting: [], paused: false });
});

test('no more are kept than a page can bear, the newest of them, and it says so', () => {
  const full = after({ do: 'add', lines: lines(0, LONGEST) });
  expect(full.full).toBe(false);
  const over = tail(full, { do: 'add', lines: lines(LONGEST, LONGEST + 5) });
  expect(over.full).toBe(true);
  expect(over.shown).toHaveLength(LONGEST);
  expect(over.shown[0]?.key).toBe(String(LONGEST + 4));
  const waiting = after({ do: 'pause' }, { do: 'add', lines: lines(0, 3 * LONGEST) }, { do: 'resume' });
  expect(waiting.shown).toHaveLength(LONGEST);
});

test('attributes are compared as the index has them', () => {
  const entry = {
    attributes: { 'order.id': 'o-1', retries: 3 },
    resource: { 'host.name': 'a=b' },
  } as unknown as LogEntry;
  expect(hasTags(entry, [])).toBe(true);
  expect(hasTags(entry, ['order.id=o-1', 'retries=3', 'host.name=a=b'])).toBe(true);
  expect(hasTags(entry, ['order.id=o-2'])).toBe(false);
  expect(hasTags(entry, ['missing=undefined'])).toBe(false);
});

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function followed(...answers: (() => Response)[]) {
  const asked: string[] = [];
  const seen: string[] = [];
  const stop = new AbortController();
  vi.stubGlobal('fetch', async (url: string) => {
    asked.push(url);
    const answer = answers.shift();
    if (!answer) {
      stop.abort();
      throw new TypeError('stopped');
    }
    return answer();
  });
  const done = follow(
    { service: ['a', 'b'], severity: 'warn', tag: ['k=v'] },
    {
      onReady: () => seen.push('ready'),
      onLog: (entry) => seen.push(entry.body),
      onGap: (mark: Mark) => seen.push(mark),
      onProblem: (problem: Problem) => seen.push(problem.code),
    },
    stop.signal,
  );
  await vi.runAllTimersAsync();
  await done;
  return { asked, seen };
}

test('who is cut off is told, and follows again', async () => {
  const { asked, seen } = await followed(
    () => new Response('event: ready\ndata: {}\n\nevent: log\ndata: {"body":"one"}\n\nevent: cut\ndata: {}\n\n'),
    () => new Response('event: ready\ndata: {}\n\nevent: log\ndata: {"body":"two"}\n\n'),
  );
  expect(seen).toEqual(['ready', 'one', 'cut', 'ready', 'two', 'lost']);
  expect(asked[0]).toBe('/api/v1/logs/tail?service=a&service=b&severity=warn');
});

test('a refusal is final, and its reason is told', async () => {
  const refused = () => Response.json({ code: 'access.denied' }, { status: 403 });
  expect(await followed(refused)).toMatchObject({ seen: ['access.denied'], asked: { length: 1 } });
});

test('a server in trouble is asked again, but not for ever', async () => {
  const busy = () => Response.json({ code: 'telemetry.too-many-tails' }, { status: 503 });
  const { seen } = await followed(busy, busy, busy, busy, busy, busy);
  expect(seen).toEqual(['lost', 'telemetry.too-many-tails']);
});
