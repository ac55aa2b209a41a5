// SPDX-License-Identifier: Apache-2.0
import { DownOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Card, Dropdown, Flex, Skeleton, Typography } from 'antd';
import type { ReactNode } from 'react';
import { personOf, type Resource } from '@/shared/api/client';
import { resourcesQuery, useMay } from '@/shared/api/queries';
import { Ago } from '@/shared/components/Ago';
import { DeleteButton } from '@/shared/components/DeleteButton';
import { ProblemAlert } from '@/shared/components/ProblemAlert';
import { ResourceDrawer, type Spec } from '@/shared/components/ResourceDrawer';
import { type Starter, Starters } from '@/shared/components/Starters';
import { freeName, NEW, useEdited } from '@/shared/components/useEdited';
import { text } from '@/shared/text';

/** A button that begins a new resource from a starter. */
export function NewFrom({
  label,
  starters,
  onStart,
}: {
  label: string;
  starters: readonly Starter[];
  onStart: (edit: string) => void;
}) {
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: [
          ...starters.map((each) => ({ key: NEW + each.name, label: each.title })),
          { type: 'divider' as const },
          { key: NEW, label: text.processing.pipelines.blank },
        ],
        onClick: ({ key }) => onStart(key),
      }}
    >
      <Button type="primary">
        {label} <DownOutlined />
      </Button>
    </Dropdown>
  );
}

/** The editor of what the address says. */
export function Editor({
  kind,
  env,
  resources,
  starters,
  blank = {},
  nameHint,
}: {
  kind: string;
  env: string;
  resources: readonly Resource[] | undefined;
  starters: readonly Starter[];
  blank?: object;
  nameHint?: string;
}) {
  const [edited, edit] = useEdited(resources, starters);
  return (
    edited && (
      <ResourceDrawer
        kind={kind}
        env={env}
        resource={edited.resource}
        initial={(edited.starter?.spec ?? blank) as Spec}
        initialName={freeName(edited.starter?.name, resources ?? [])}
        nameHint={nameHint}
        size={860}
        onClose={() => edit(null)}
      />
    )
  );
}

/** The resources of a kind in an environment: each with what there is to say of it, and a first step where there is none. */
export function Resources({
  kind,
  env,
  words,
  starters,
  children,
}: {
  kind: string;
  env: string;
  words: { text: string; new: string; empty: string; emptyText: string; list: string };
  starters: readonly Starter[];
  children: (resource: Resource) => ReactNode;
}) {
  const { data, error, isPending, refetch } = useQuery(resourcesQuery(kind, env));
  const mayWrite = useMay('write', kind, env);
  const mayDelete = useMay('delete', kind, env);
  const [, edit] = useEdited(data, starters);
  return (
    <Flex vertical gap={16}>
      <Flex justify="space-between" align="flex-start" gap={12} wrap>
        <Typography.Text type="secondary" className="al-intro">
          {words.text}
        </Typography.Text>
        {mayWrite && data && data.length > 0 && <NewFrom label={words.new} starters={starters} onStart={edit} />}
      </Flex>
      <ProblemAlert error={error} onRetry={() => void refetch()} />
      {isPending && <Skeleton active />}
      {data?.length === 0 && (
        <Starters
          title={words.empty}
          hint={words.emptyText}
          starters={starters}
          blank={text.processing.pipelines.startBlank}
          readOnlyHint={text.common.readOnly}
          onStart={mayWrite ? (name) => edit(NEW + name) : null}
        />
      )}
      {data && data.length > 0 && (
        <ul className="t-list al-cards" aria-label={words.list}>
          {data.map((resource) => (
            <li key={resource.name}>
              <Flex justify="space-between" gap={8} align="flex-start">
                <Button type="link" className="al-name" onClick={() => edit(resource.name)}>
                  {resource.name}
                </Button>
                {mayDelete && <DeleteButton resource={resource} />}
              </Flex>
              {children(resource)}
              <span className="al-hint">
                {personOf(resource.updatedBy ?? '')} · <Ago at={resource.updatedAt} />
              </span>
            </li>
          ))}
        </ul>
      )}
      <Editor kind={kind} env={env} resources={data} starters={starters} />
    </Flex>
  );
}

/** A card that says nothing is there, for lists that no resource is in. */
export function Nothing({ title, hint }: { title: string; hint: string }) {
  return (
    <Card>
      <Typography.Text strong>{title}</Typography.Text>
      <span className="al-hint">{hint}</span>
    </Card>
  );
}
