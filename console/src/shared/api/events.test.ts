// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { EventReader } from './events';

test('events are whole wherever the pieces end', () => {
  const stream = 'event: ready\ndata: {}\n\n: still here\n\nevent: log\ndata: {"body":"a: b"}\n\n';
  for (let size = 1; size <= stream.length; size++) {
    const reader = new EventReader();
    const events = [];
    for (let at = 0; at < stream.length; at += size) {
      events.push(...reader.read(stream.slice(at, at + size)));
    }
    expect(events).toEqual([
      { name: 'ready', data: '{}' },
      { name: 'log', data: '{"body":"a: b"}' },
    ]);
  }
});

test('heartbeats are no events, and several lines of data are one text', () => {
  expect(new EventReader().read(': still here\n\ndata: one\ndata: two\n\nevent: cut\n\n')).toEqual([
    { name: 'message', data: 'one\ntwo' },
  ]);
});
