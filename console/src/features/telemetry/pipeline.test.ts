// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import type { Resource } from '@/shared/api/client';
import { freeName } from '@/shared/components/useEdited';
import { EXAMPLES, inOrder, linesOf, matchInWords, sampleService, stepInWords } from './pipeline';

test('pipelines stand in the order in which the core applies them', () => {
  const of = (name: string, order?: number) => ({ name, spec: { order } }) as unknown as Resource;
  expect(inOrder([of('b'), of('z', 10), of('a'), of('c', 900)]).map((each) => each.name)).toEqual(['z', 'a', 'b', 'c']);
});

test('each step is said in words', () => {
  expect(stepInWords({ join: {} })).toBe('joins stack traces and indented lines to the line before');
  expect(stepInWords({ join: { firstLine: '^\\d{4}' } })).toBe('joins lines until the next that fits “^\\d{4}”');
  expect(stepInWords({ mask: { what: ['email', 'card'], attributes: ['user.*'] } })).toBe(
    'hides e-mail addresses, card numbers and the attributes user.*',
  );
  expect(stepInWords({ grok: { patterns: ['%{A}', '%{B}', '%{C}'] } })).toBe('takes the text apart by %{A} or 2 more');
  expect(stepInWords({ drop: { below: 'info', pattern: 'healthz' } })).toBe(
    'leaves out what is less than info or has “healthz” in it',
  );
  expect(stepInWords({})).toBe('does something this console does not know');
});

test('which logs it is for is said in words, and a service to try it with is found', () => {
  expect(matchInWords(undefined)).toBe('all logs');
  expect(matchInWords({ services: ['shop-*', 'pay'], envs: ['prod'] })).toBe('services shop-*, pay, in prod');
  expect([
    sampleService(undefined),
    sampleService({ services: ['shop-*'] }),
    sampleService({ services: ['*'] }),
  ]).toEqual(['', 'shop', '']);
});

test('lines are what is written, without an end that is empty', () => {
  expect(linesOf('a\r\n\n  b\n\n')).toEqual(['a', '', '  b']);
  expect(linesOf(' \n')).toEqual([]);
  expect(freeName('mask', [{ name: 'mask' }, { name: 'mask-2' }])).toBe('mask-3');
  expect(freeName(undefined, [])).toBeUndefined();
  expect(new Set(EXAMPLES.map((each) => each.name)).size).toBe(EXAMPLES.length);
});
