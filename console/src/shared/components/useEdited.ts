// SPDX-License-Identifier: Apache-2.0
import type { Resource } from '@/shared/api/client';
import { useParameters } from '@/shared/params';

/** The name, or the first like it that nothing has yet. */
export function freeName(wanted: string | undefined, taken: readonly { name: string }[]): string | undefined {
  const names = new Set(taken.map((each) => each.name));
  for (let number = 2; wanted !== undefined && names.has(wanted); number++) {
    wanted = `${wanted.replace(/-\d+$/, '')}-${number}`;
  }
  return wanted;
}

/** In the address, in the place of a name: something new. */
export const NEW = '+';

/**
 * What the address says is edited: `edit` has its name, or `+` and that of an example to start from.
 *
 * @return the resource, an example, or null; and how to choose
 */
export function useEdited<S extends { name: string }>(
  resources: readonly Resource[] | undefined,
  starters: readonly S[],
): [{ resource: Resource | null; starter: S | null } | null, (edit: string | null) => void] {
  const [params, change] = useParameters();
  const edit = params.get('edit');
  const choose = (next: string | null) => change({ edit: next ?? undefined });
  if (edit === null || resources === undefined) {
    return [null, choose];
  }
  if (edit.startsWith(NEW)) {
    return [{ resource: null, starter: starters.find((each) => each.name === edit.slice(1)) ?? null }, choose];
  }
  const resource = resources.find((each) => each.name === edit);
  return [resource ? { resource, starter: null } : null, choose];
}
