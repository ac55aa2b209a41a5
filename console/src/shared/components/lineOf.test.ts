// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { lineOf } from './lineOf';

const YAML = `order: 50
steps:
  - grok:
      patterns:
        - "%{IP}"
  - drop: {}
  - grok:
      patterns: ["%{NOPE}"]
`;

test('the line of a field is found, also of one that stands there several times', () => {
  expect(lineOf(YAML, 'spec.order')).toBe(1);
  expect(lineOf(YAML, 'spec.steps[0].grok.patterns')).toBe(4);
  expect(lineOf(YAML, 'spec.steps[0].grok.patterns[0]')).toBe(5);
  expect(lineOf(YAML, 'spec.steps[2].grok.patterns[0]')).toBe(8);
});

test('what is missing is marked where it belongs; what belongs nowhere is not', () => {
  expect(lineOf(YAML, 'spec.steps[1].drop.below')).toBe(6);
  expect(lineOf(YAML, 'spec.retention')).toBeUndefined();
  expect(lineOf(YAML, 'name')).toBeUndefined();
  expect(lineOf('steps: [', 'spec.steps')).toBe(1);
});
