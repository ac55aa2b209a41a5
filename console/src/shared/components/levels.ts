// SPDX-License-Identifier: Apache-2.0
import type { Change, Resource } from '@/shared/api/client';

export const ROOT = 'ROOT';
export const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'off'] as const;
export type Level = (typeof LEVELS)[number];

/** One of a `LogLevel`'s: the logger has this level until then. */
export interface Entry {
  logger: string;
  level: Level;
  until: string;
}

/** Those that are set, the whole app first. */
export function levelsOf(of: Pick<Resource, 'spec'> | null | undefined): Entry[] {
  const levels = (of?.spec as { levels?: Entry[] } | undefined)?.levels ?? [];
  return [...levels].sort(
    (one, other) =>
      Number(other.logger === ROOT) - Number(one.logger === ROOT) || one.logger.localeCompare(other.logger),
  );
}

export function isLeft(entry: Entry, now: Date): boolean {
  return Date.parse(entry.until) > now.getTime();
}

/** With the entry in the place of what its logger had, and without what has ended. */
export function withEntry(levels: readonly Entry[], entry: Entry, now: Date): Entry[] {
  return [...levels.filter((each) => each.logger !== entry.logger && isLeft(each, now)), entry];
}

/** Without the entry and what has ended. */
export function without(levels: readonly Entry[], entry: Entry, now: Date): Entry[] {
  return levels.filter((each) => each.logger !== entry.logger && isLeft(each, now));
}

/** When something ends that begins now. @param lasting minutes, or a local time; null when that is none, or has passed */
export function untilOf(lasting: number | string, now: Date): string | null {
  const end = typeof lasting === 'number' ? new Date(now.getTime() + lasting * 60_000) : new Date(lasting);
  return end > now ? `${end.toISOString().slice(0, 19)}Z` : null;
}

const isSame = (one: Entry, other: Entry) =>
  one.logger === other.logger && one.level === other.level && Date.parse(one.until) === Date.parse(other.until);

/** The change since which the entry is there as it is. @param changes of its resource, the newest first */
export function setterOf(entry: Entry, changes: readonly Change[]): Change | undefined {
  let found: Change | undefined;
  for (const change of changes) {
    if (!levelsOf(change.after).some((each) => isSame(each, entry))) {
      break;
    }
    found = change;
  }
  return found;
}
