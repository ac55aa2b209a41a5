// SPDX-License-Identifier: Apache-2.0

/** Words and phrases that somebody looks for, as far as they can be marked in a text; what must not occur is none. */
export function wordsOf(query: string): string[] {
  return [...query.matchAll(/(-?)(?:"([^"]*)"|([^\s|()]+))/g)]
    .filter(([, without]) => without === '')
    .map(([, , phrase, word]) => (phrase ?? word ?? '').replace(/^\+|[*~\d]*$/g, (end) => (/^\d/.test(end) ? end : '')))
    .filter((word) => word.length > 0);
}

/** The text in pieces, and whether each is one of the words; case does not matter. */
export function marked(text: string, words: readonly string[]): { piece: string; hit: boolean }[] {
  if (words.length === 0) {
    return [{ piece: text, hit: false }];
  }
  const any = new RegExp(`(${words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')})`, 'gi');
  return text
    .split(any)
    .map((piece, at) => ({ piece, hit: at % 2 === 1 }))
    .filter(({ piece }) => piece !== '');
}
