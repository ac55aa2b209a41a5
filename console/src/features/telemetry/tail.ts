// SPDX-License-Identifier: Apache-2.0
import { type LogEntry, Problem } from '@/shared/api/client';
import { EventReader } from '@/shared/api/events';
import type { LogFilter } from '@/shared/api/queries';
import { written } from '@/shared/params';

/** So many lines at most are kept in the page. */
export const LONGEST = 1_000;

/** A place in the list at which something else than a log has to be said. */
export type Mark = 'since' | 'cut' | 'end' | 'lost';

export type Line = { key: string } & ({ kind: 'log'; entry: LogEntry } | { kind: 'mark'; mark: Mark; at: string });

/**
 * What was followed so far, the newest first.
 *
 * @param waiting came while it was paused
 * @param full whether older lines were let go
 */
export interface Tail {
  shown: readonly Line[];
  waiting: readonly Line[];
  paused: boolean;
  full: boolean;
}

export const EMPTY: Tail = { shown: [], waiting: [], paused: false, full: false };

export type TailAction = { do: 'add'; lines: readonly Line[] } | { do: 'pause' } | { do: 'resume' } | { do: 'clear' };

function ahead(newest: readonly Line[], older: readonly Line[]): { lines: readonly Line[]; full: boolean } {
  const lines = [...newest, ...older];
  return { lines: lines.slice(0, LONGEST), full: lines.length > LONGEST };
}

/** @param action lines to add come as they arrived: the oldest first */
export function tail(state: Tail, action: TailAction): Tail {
  switch (action.do) {
    case 'add': {
      const newest = [...action.lines].reverse();
      const { lines, full } = ahead(newest, state.paused ? state.waiting : state.shown);
      return { ...state, full: state.full || full, ...(state.paused ? { waiting: lines } : { shown: lines }) };
    }
    case 'pause':
      return { ...state, paused: true };
    case 'resume': {
      const { lines, full } = ahead(state.waiting, state.shown);
      return { shown: lines, waiting: [], paused: false, full: state.full || full };
    }
    case 'clear':
      return EMPTY;
  }
}

/** The API follows all of a filter but its attributes. */
export function hasTags(entry: LogEntry, tags: readonly string[]): boolean {
  return tags.every((tag) => {
    const key = tag.slice(0, tag.indexOf('='));
    const value = tag.slice(tag.indexOf('=') + 1);
    return [entry.attributes, entry.resource].some((of) => {
      const found = (of as Record<string, unknown>)[key];
      return found !== undefined && written(found) === value;
    });
  });
}

export interface Follower {
  onReady: () => void;
  onLog: (entry: LogEntry) => void;
  /** It is tried again, after a little while. */
  onGap: (mark: Mark) => void;
  /** It makes no sense to try again. */
  onProblem: (problem: Problem) => void;
}

const PATIENCE = [500, 1_000, 2_000, 5_000] as const;

function address(filter: LogFilter): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...filter, tag: undefined })) {
    for (const one of Array.isArray(value) ? value : value === undefined ? [] : [value]) {
      query.append(name, one);
    }
  }
  return `/api/v1/logs/tail?${query}`;
}

/** How the stream ended; null when it was lost. */
async function read(body: ReadableStream<Uint8Array>, follower: Follower): Promise<Mark | null> {
  const events = new EventReader();
  const reader = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) {
      return null;
    }
    for (const event of events.read(value)) {
      if (event.name === 'log') {
        follower.onLog(JSON.parse(event.data) as LogEntry);
      } else if (event.name === 'ready') {
        follower.onReady();
      } else if (event.name === 'cut' || event.name === 'end') {
        return event.name;
      }
    }
  }
}

const pause = (millis: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, millis);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });

/** Follows until it is told to stop, and comes again by itself when it was cut off, had followed long enough, or lost the connection. */
export async function follow(filter: LogFilter, follower: Follower, signal: AbortSignal): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    let ended: Mark | null = null;
    try {
      const response = await fetch(address(filter), { headers: { Accept: 'text/event-stream' }, signal });
      if (response.ok && response.body) {
        ended = await read(response.body, {
          ...follower,
          onReady: () => {
            failures = 0;
            follower.onReady();
          },
        });
      } else {
        const body = await response.json().catch(() => ({}));
        if (response.status < 500 || failures >= PATIENCE.length) {
          follower.onProblem(Problem.of(response.status, body));
          return;
        }
      }
    } catch {
      // the network; or it was told to stop, which ends the loop
    }
    if (signal.aborted) {
      return;
    }
    if (failures === 0) {
      follower.onGap(ended ?? 'lost');
    }
    await pause(PATIENCE[Math.min(failures, PATIENCE.length - 1)] as number, signal);
    failures++;
  }
}
