// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { Turns } from './turns';

/** Work that lasts until it is let go. */
function work() {
  let done: (value: string) => void = () => {};
  let begun = false;
  const result = new Promise<string>((resolve) => {
    done = resolve;
  });
  return {
    run: () => {
      begun = true;
      return result;
    },
    done: () => done('done'),
    begun: () => begun,
  };
}

const rest = () => new Promise((resolve) => setTimeout(resolve));

test('no more than a few work at once, and the others follow in their order', async () => {
  const turns = new Turns(2);
  const [one, two, three, four] = [work(), work(), work(), work()];
  const all = [one, two, three, four].map((each) => turns.take(each.run));
  await rest();
  expect([one, two, three, four].map((each) => each.begun())).toEqual([true, true, false, false]);
  two.done();
  await rest();
  expect([three.begun(), four.begun()]).toEqual([true, false]);
  for (const each of [one, three, four]) {
    each.done();
  }
  expect(await Promise.all(all)).toEqual(['done', 'done', 'done', 'done']);
});

test('who fails makes room as well', async () => {
  const turns = new Turns(1);
  await expect(turns.take(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(await turns.take(async () => 'next')).toBe('next');
});

test('who does not want it any more leaves the line, and is never begun', async () => {
  const turns = new Turns(1);
  const [one, two, three] = [work(), work(), work()];
  const first = turns.take(one.run);
  const gone = new AbortController();
  const second = turns.take(two.run, gone.signal);
  const third = turns.take(three.run);
  gone.abort(new Error('gone'));
  await expect(second).rejects.toThrow('gone');
  one.done();
  await first;
  await rest();
  expect([two.begun(), three.begun()]).toEqual([false, true]);
  three.done();
  await third;
  await expect(turns.take(async () => 'x', gone.signal)).rejects.toThrow('gone');
  expect(await turns.take(async () => 'still room')).toBe('still room');
});
