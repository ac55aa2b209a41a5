// SPDX-License-Identifier: Apache-2.0
import { Flex, Select, Typography } from 'antd';
import { useId } from 'react';
import type { Changes } from '@/shared/params';
import { text } from '@/shared/text';
import { ALL, parameterOf, type Variable } from './dashboard';
import type { VariableState } from './useVariables';

const words = text.dashboards;

/** What the address says when so many values are chosen: nothing when it is what the dashboard has by itself. */
function changeOf(variable: Variable, before: readonly string[], values: string[]): Changes {
  const name = parameterOf(variable);
  if (values.length === 0) {
    return { [name]: undefined };
  }
  if (variable.includeAll && values.includes(ALL)) {
    // all takes the place of some, and some that of all
    const some = values.filter((each) => each !== ALL);
    return { [name]: before.includes(ALL) && some.length > 0 ? some : ALL };
  }
  return { [name]: values };
}

function Choose({ state, change }: { state: VariableState; change: (changes: Changes) => void }) {
  const { variable, options, isPending, error, choice } = state;
  const id = useId();
  const chosen: readonly string[] = choice === null ? [] : choice === ALL ? [ALL] : choice;
  const known = new Set(options);
  const common = {
    id,
    showSearch: true,
    loading: isPending,
    status: error ? ('error' as const) : undefined,
    notFoundContent: error ? words.valuesFailed(error.message) : isPending ? '…' : words.noValues,
    popupMatchSelectWidth: false,
    options: [
      ...(variable.includeAll ? [{ value: ALL, label: words.allValues }] : []),
      // what an address says can be chosen, even when nothing has it now
      ...chosen.filter((each) => each !== ALL && !known.has(each)).map((value) => ({ value, label: value })),
      ...options.map((value) => ({ value, label: value === '' ? text.common.none : value })),
    ],
  };
  return (
    <div className="d-variable">
      <label htmlFor={id}>
        <Typography.Text type="secondary">{variable.label ?? variable.name}</Typography.Text>
      </label>
      {variable.multi ? (
        <Select<string[]>
          {...common}
          mode="multiple"
          maxTagCount="responsive"
          value={[...chosen]}
          onChange={(values) => change(changeOf(variable, chosen, values))}
        />
      ) : (
        <Select<string>
          {...common}
          value={chosen[0] ?? null}
          onChange={(value) => change(changeOf(variable, chosen, [value]))}
        />
      )}
    </div>
  );
}

/** What a reader chooses; it stands in the address. */
export function DashboardVariables({
  states,
  change,
}: {
  states: VariableState[];
  change: (changes: Changes) => void;
}) {
  return (
    states.length > 0 && (
      <Flex gap={12} wrap component="section" aria-label={words.variables}>
        {states.map((state) => (
          <Choose key={state.variable.name} state={state} change={change} />
        ))}
      </Flex>
    )
  );
}
