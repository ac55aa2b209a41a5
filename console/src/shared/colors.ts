// SPDX-License-Identifier: Apache-2.0

/** Told apart by people who see few colours as well as can be, and at least 3:1 on white and on the dark ground. */
const PALETTE = [
  '#3b7dd8',
  '#d9632b',
  '#2f9e6e',
  '#a95fc9',
  '#b98309',
  '#1f9bb3',
  '#d6498b',
  '#7a8b2a',
  '#7568e0',
  '#c05252',
  '#568a94',
  '#9a6b4c',
] as const;

function hash(text: string): number {
  let sum = 2166136261;
  for (let i = 0; i < text.length; i++) {
    sum = Math.imul(sum ^ text.charCodeAt(i), 16777619);
  }
  return sum >>> 0;
}

/**
 * A colour for each name: the same one whenever the same names are shown together, in whatever order, and no two alike while there are enough.
 * The name alone chooses where to begin, so most keep theirs in other company too.
 */
export function colorsOf(names: Iterable<string>): Map<string, string> {
  const taken = new Set<number>();
  const colors = new Map<string, string>();
  for (const name of [...new Set(names)].sort()) {
    let place = hash(name) % PALETTE.length;
    if (taken.size < PALETTE.length) {
      while (taken.has(place)) {
        place = (place + 1) % PALETTE.length;
      }
    }
    taken.add(place);
    colors.set(name, PALETTE[place] as string);
  }
  return colors;
}
