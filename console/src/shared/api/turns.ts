// SPDX-License-Identifier: Apache-2.0

/** Lets a few do something at once; others wait for their turn, the first first. Who does not want it any more leaves the line. */
export class Turns {
  private readonly waiting: (() => void)[] = [];
  private taken = 0;

  constructor(private readonly most: number) {}

  async take<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    if (this.taken < this.most) {
      this.taken++;
    } else {
      await this.line(signal);
    }
    try {
      signal?.throwIfAborted();
      return await work();
    } finally {
      this.next();
    }
  }

  private line(signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.waiting.splice(this.waiting.indexOf(turn), 1);
        reject(signal?.reason);
      };
      const turn = () => {
        signal?.removeEventListener('abort', leave);
        resolve();
      };
      if (signal?.aborted) {
        reject(signal.reason);
        return;
      }
      this.waiting.push(turn);
      signal?.addEventListener('abort', leave, { once: true });
    });
  }

  /** Whose turn it is takes the place of who is ready, so that nobody comes in between. */
  private next() {
    const turn = this.waiting.shift();
    if (turn) {
      turn();
    } else {
      this.taken--;
    }
  }
}

/** Of the panels of a dashboard: browsers have six connections to one site. */
export const panelTurns = new Turns(6);
