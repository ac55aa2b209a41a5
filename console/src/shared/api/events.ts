// SPDX-License-Identifier: Apache-2.0

/** One of server-sent events. */
export interface ServerEvent {
  name: string;
  data: string;
}

/**
 * Takes a stream of server-sent events apart, as its pieces come. The browser's own reader of them hides the answer when it is refused, and what
 * the server says of it.
 */
export class EventReader {
  private rest = '';

  /** The events that are whole now. */
  read(piece: string): ServerEvent[] {
    const blocks = (this.rest + piece).split('\n\n');
    this.rest = blocks.pop() ?? '';
    return blocks.flatMap((block) => {
      let name = 'message';
      const data: string[] = [];
      for (const line of block.split('\n')) {
        const colon = line.indexOf(':');
        const field = colon < 0 ? line : line.slice(0, colon);
        const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
        if (field === 'event') {
          name = value;
        } else if (field === 'data') {
          data.push(value);
        }
      }
      // nothing but comments, which are heartbeats
      return data.length === 0 ? [] : [{ name, data: data.join('\n') }];
    });
  }
}
