// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { marked, wordsOf } from './words';

test('words, phrases and beginnings are looked for; what must not occur is not', () => {
  expect(wordsOf('card "was declined" -retry pay* one | (two) o-12')).toEqual([
    'card',
    'was declined',
    'pay',
    'one',
    'two',
    'o-12',
  ]);
  expect(wordsOf('  ')).toEqual([]);
});

test('hits are marked in whatever case, and signs have no meaning', () => {
  expect(marked('Payment (a.b) PAYMENT', ['payment', 'a.b'])).toEqual([
    { piece: 'Payment', hit: true },
    { piece: ' (', hit: false },
    { piece: 'a.b', hit: true },
    { piece: ') ', hit: false },
    { piece: 'PAYMENT', hit: true },
  ]);
  expect(marked('axb', ['a.b'])).toEqual([{ piece: 'axb', hit: false }]);
});
