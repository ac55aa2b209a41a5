// SPDX-License-Identifier: Apache-2.0
import { useQueries, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { labelValuesQuery } from '@/shared/api/prometheus';
import type { Period } from '@/shared/api/queries';
import { type Choice, type Chosen, choiceOf, type DashboardTime, selectorOf, type Variable } from './dashboard';

/** A variable with what can be chosen, and what is. */
export interface VariableState {
  variable: Variable;
  options: readonly string[];
  isPending: boolean;
  error: Error | null;
  choice: Choice | null;
}

/**
 * The variables of a dashboard, one after the other: what can be chosen of one depends on what is chosen of those before it. What cannot be
 * read leaves nothing to choose, and keeps nobody from seeing the rest.
 *
 * @returns what is chosen of all, null while that is not known
 */
export function useVariables(
  variables: readonly Variable[],
  params: URLSearchParams,
  period: Period,
  time: DashboardTime,
): { states: VariableState[]; chosen: Chosen | null } {
  const client = useQueryClient();
  const before = new Map<string, Choice>();
  const asked = variables.map((variable, at) => {
    const { query } = variable;
    const isKnown = variables.slice(0, at).every((each) => before.has(each.name));
    const options = query
      ? labelValuesQuery(
          query.label,
          isKnown ? selectorOf(query, { variables, choices: before }, time) : '',
          () => time,
          period,
        )
      : null;
    const state = options && client.getQueryState<string[], Error>(options.queryKey);
    const values =
      options === null ? (variable.values ?? []) : isKnown ? (state?.data ?? (state?.error ? [] : null)) : null;
    const choice = choiceOf(variable, params, values);
    if (choice !== null) {
      before.set(variable.name, choice);
    }
    return { variable, isKnown, options };
  });
  const results = useQueries({
    queries: asked.map(({ variable, isKnown, options }) => ({
      ...(options ?? labelValuesQuery('', variable.name, () => time, null)),
      enabled: options !== null && isKnown,
    })),
  });
  const states = asked.map(({ variable, options }, at): VariableState => {
    const result = results[at];
    const values = options === null ? (variable.values ?? []) : result?.data;
    return {
      variable,
      options: values ?? [],
      isPending: options !== null && (result?.isFetching ?? false),
      error: options === null ? null : (result?.error ?? null),
      choice: choiceOf(variable, params, values ?? (result?.error ? [] : null)),
    };
  });
  const key = JSON.stringify(states.map(({ choice }) => choice));
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key is all of it that matters
  const chosen = useMemo(
    () =>
      states.some(({ choice }) => choice === null)
        ? null
        : { variables, choices: new Map(states.map(({ variable, choice }) => [variable.name, choice as Choice])) },
    [variables, key],
  );
  return { states, chosen };
}
