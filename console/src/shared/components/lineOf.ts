// SPDX-License-Identifier: Apache-2.0
import { isNode, isPair, isScalar, LineCounter, parseDocument, visit } from 'yaml';

/** `spec.steps[3].grok` as its parts, without the beginning that every field has. */
function pathOf(field: string): (string | number)[] {
  return [...field.replace(/^spec\.?/, '').matchAll(/[^.[\]]+/g)].map(([part]) =>
    /^\d+$/.test(part) ? Number(part) : part,
  );
}

/** The line, from 1, on which the field of a violation is written, or what it would be part of if it is not there. */
export function lineOf(yaml: string, field: string): number | undefined {
  const lines = new LineCounter();
  const document = parseDocument(yaml, { lineCounter: lines });
  for (let path = pathOf(field); path.length > 0; path = path.slice(0, -1)) {
    const found = document.getIn(path, true);
    const last = path.at(-1);
    let start: number | undefined;
    // the name of a field stands where it begins, its value may be further down
    visit(document, {
      Pair: (_, pair) => {
        if (
          start === undefined &&
          isPair(pair) &&
          pair.value === found &&
          isScalar(pair.key) &&
          pair.key.value === last
        ) {
          start = pair.key.range?.[0];
        }
      },
    });
    start ??= isNode(found) ? found.range?.[0] : undefined;
    if (start !== undefined) {
      return lines.linePos(start).line;
    }
  }
  return undefined;
}
