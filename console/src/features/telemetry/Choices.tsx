// SPDX-License-Identifier: Apache-2.0
import { useQuery } from '@tanstack/react-query';
import { App, Select } from 'antd';
import { resourcesQuery, telemetryServicesQuery } from '@/shared/api/queries';
import { type Changes, EVERY, isTag } from '@/shared/params';
import { text } from '@/shared/text';

interface Chosen {
  params: URLSearchParams;
  change: (changes: Changes) => void;
}

/** Conditions that logs and traces have in common. */
export function Services({ params, change }: Chosen) {
  const { data } = useQuery(telemetryServicesQuery);
  return (
    <Select
      mode="multiple"
      allowClear
      maxTagCount="responsive"
      aria-label={text.telemetry.service}
      placeholder={text.telemetry.anyService}
      value={params.getAll('service')}
      onChange={(service) => change({ service })}
      options={(data ?? []).map((each) => ({ value: each.name, label: each.name }))}
      style={{ flex: '1 1 170px', minWidth: 0 }}
    />
  );
}

/** @param usual what is meant when none is chosen; every environment if absent */
export function Environments({ params, change, usual }: Chosen & { usual?: string }) {
  const named = useQuery(resourcesQuery('Environment')).data ?? [];
  const said = useQuery(telemetryServicesQuery).data ?? [];
  const names = new Set([...named.map((each) => each.name), ...said.flatMap((each) => each.envs)]);
  return (
    <Select
      aria-label={text.telemetry.env}
      value={params.get('in') ?? usual ?? EVERY}
      onChange={(env) => change({ in: env === (usual ?? EVERY) ? undefined : env })}
      options={[
        { value: EVERY, label: text.telemetry.anyEnv },
        ...[...names].sort().map((name) => ({ value: name, label: name })),
      ]}
      style={{ flex: '1 1 150px', minWidth: 0 }}
    />
  );
}

export function Tags({ params, change }: Chosen) {
  const { message } = App.useApp();
  return (
    <Select
      mode="tags"
      allowClear
      open={false}
      suffixIcon={null}
      aria-label={text.telemetry.tags}
      placeholder={text.telemetry.tagsHint}
      value={params.getAll('tag')}
      onChange={(tags: string[]) => {
        const wrong = tags.find((tag) => !isTag(tag));
        if (wrong !== undefined) {
          void message.error(text.telemetry.tagWrong(wrong));
        }
        change({ tag: tags.filter(isTag) });
      }}
      style={{ flex: '1 1 170px', minWidth: 0 }}
    />
  );
}
