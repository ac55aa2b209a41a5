// SPDX-License-Identifier: Apache-2.0
import { PlusOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Card, Flex, Skeleton, type TableProps, Typography } from 'antd';
import type { ReactNode } from 'react';
import { personOf, type Resource } from '@/shared/api/client';
import { resourcesQuery, useMay } from '@/shared/api/queries';
import { Ago } from '@/shared/components/Ago';
import { DataTable } from '@/shared/components/DataTable';
import { DeleteButton } from '@/shared/components/DeleteButton';
import { ProblemAlert } from '@/shared/components/ProblemAlert';
import { ResourceDrawer, type Spec, type SpecForm } from '@/shared/components/ResourceDrawer';
import { type Starter, Starters } from '@/shared/components/Starters';
import { freeName, NEW, useEdited } from '@/shared/components/useEdited';
import { text } from '@/shared/text';

export type { Starter } from '@/shared/components/Starters';

/** The resources of a kind of this page, in a table; each is made and changed in a form. */
export function Declared({
  kind,
  words,
  starters,
  form,
  columns,
  nameHint,
  sorted = (resources) => [...resources],
  describe,
}: {
  kind: string;
  words: { text: string; new: string; empty: string; emptyText: string };
  starters: readonly Starter[];
  form: (form: SpecForm) => ReactNode;
  columns: NonNullable<TableProps<Resource>['columns']>;
  nameHint?: string;
  sorted?: (resources: readonly Resource[]) => Resource[];
  describe?: (resource: Resource) => string | undefined;
}) {
  const { data, error, isPending, refetch } = useQuery(resourcesQuery(kind));
  const mayWrite = useMay('write', kind);
  const mayDelete = useMay('delete', kind);
  const [edited, edit] = useEdited(data, starters);
  return (
    <Flex vertical gap={16}>
      <Flex justify="space-between" align="flex-start" gap={12} wrap>
        <Typography.Text type="secondary" style={{ flex: '1 1 300px', maxWidth: 720 }}>
          {words.text}
        </Typography.Text>
        {mayWrite && data && data.length > 0 && (
          <Button type="primary" icon={<PlusOutlined />} onClick={() => edit(NEW)}>
            {words.new}
          </Button>
        )}
      </Flex>
      <ProblemAlert error={error} onRetry={() => void refetch()} />
      {isPending && <Skeleton active />}
      {data?.length === 0 && (
        <Starters
          title={words.empty}
          hint={words.emptyText}
          starters={starters}
          blank={text.processing.pipelines.startBlank}
          onStart={mayWrite ? (name) => edit(NEW + name) : null}
        />
      )}
      {data && data.length > 0 && (
        <Card size="small" styles={{ body: { padding: 0 } }}>
          <DataTable
            rowKey="name"
            dataSource={sorted(data)}
            columns={[
              {
                title: text.common.name,
                dataIndex: 'name',
                render: (name: string, resource: Resource) => (
                  <Flex vertical align="flex-start">
                    <Button type="link" style={{ padding: 0, height: 'auto' }} onClick={() => edit(name)}>
                      <strong>{name}</strong>
                    </Button>
                    {describe && <Typography.Text type="secondary">{describe(resource)}</Typography.Text>}
                  </Flex>
                ),
              },
              ...columns,
              { title: text.common.changedBy, render: (_, resource) => personOf(resource.updatedBy ?? '') },
              { title: text.common.changedAt, render: (_, resource) => <Ago at={resource.updatedAt} /> },
              ...(mayDelete
                ? [
                    {
                      key: 'delete',
                      width: 60,
                      render: (_: unknown, resource: Resource) => <DeleteButton resource={resource} />,
                    },
                  ]
                : []),
            ]}
          />
        </Card>
      )}
      {edited && (
        <ResourceDrawer
          kind={kind}
          resource={edited.resource}
          initial={(edited.starter?.spec as Spec | undefined) ?? {}}
          initialName={freeName(edited.starter?.name, data ?? [])}
          nameHint={nameHint}
          form={form}
          onClose={() => edit(null)}
        />
      )}
    </Flex>
  );
}
