// SPDX-License-Identifier: Apache-2.0
import { PlusOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Card, Flex, Skeleton, Tabs, Tag } from 'antd';
import { type ReactNode, useState } from 'react';
import type { Resource } from '@/shared/api/client';
import { resourcesQuery, useMay } from '@/shared/api/queries';
import { DataTable } from '@/shared/components/DataTable';
import { DeleteButton } from '@/shared/components/DeleteButton';
import { Page } from '@/shared/components/Page';
import { ProblemAlert } from '@/shared/components/ProblemAlert';
import { ResourceDrawer, type Spec } from '@/shared/components/ResourceDrawer';
import { text } from '@/shared/text';
import { Explain } from './Explain';

interface Rule {
  verbs: string[];
  kinds: string[];
  environments?: string[];
  names?: string[];
}

function sentence(rule: Rule): string {
  const verbs = rule.verbs.includes('*') ? text.access.anyVerb : rule.verbs.join(', ');
  const kinds = rule.kinds.includes('*') ? text.access.anyKind : rule.kinds.join(', ');
  const envs = rule.environments?.length ? text.access.inEnvs(rule.environments.join(', ')) : '';
  const names = rule.names?.length ? text.access.named(rule.names.join(', ')) : '';
  return text.access.rule(verbs, kinds, envs + names);
}

interface Column {
  title: string;
  render: (spec: Spec) => ReactNode;
}

/** The resources of one kind, with what makes them up. */
function Kind({ kind, initial, columns }: { kind: string; initial: Spec; columns: Column[] }) {
  const { data, error, isPending, refetch } = useQuery(resourcesQuery(kind));
  const mayWrite = useMay('write', kind);
  const mayDelete = useMay('delete', kind);
  const [edited, setEdited] = useState<Resource | 'new' | null>(null);
  return (
    <Flex vertical gap={12}>
      <ProblemAlert error={error} onRetry={() => void refetch()} />
      {mayWrite && (
        <Button icon={<PlusOutlined />} onClick={() => setEdited('new')} style={{ alignSelf: 'flex-start' }}>
          {text.access.new(kind)}
        </Button>
      )}
      {isPending && <Skeleton active />}
      {data && (
        <Card size="small" styles={{ body: { padding: 0 } }}>
          <DataTable
            rowKey="name"
            dataSource={data}
            columns={[
              {
                title: text.common.name,
                dataIndex: 'name',
                render: (name: string, resource) => (
                  <Button type="link" style={{ padding: 0, height: 'auto' }} onClick={() => setEdited(resource)}>
                    <strong>{name}</strong>
                  </Button>
                ),
              },
              ...columns.map((column) => ({
                title: column.title,
                render: (_: unknown, resource: Resource) => column.render(resource.spec as Spec),
              })),
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
          resource={edited === 'new' ? null : edited}
          initial={initial}
          onClose={() => setEdited(null)}
        />
      )}
    </Flex>
  );
}

const tags = (values: unknown) => (
  <Flex gap={4} wrap>
    {(values as string[]).map((value) => (
      <Tag key={value}>{value}</Tag>
    ))}
  </Flex>
);

export default function AccessPage() {
  return (
    <Page title={text.access.title} subtitle={text.access.subtitle}>
      <Tabs
        items={[
          {
            key: 'roles',
            label: text.access.roles,
            children: (
              <Kind
                kind="Role"
                initial={{ rules: [{ verbs: ['read'], kinds: ['Route'] }] }}
                columns={[
                  {
                    title: text.access.rules,
                    render: (spec) => (
                      <Flex vertical>
                        {(spec.rules as Rule[]).map((rule) => (
                          <span key={JSON.stringify(rule)}>{sentence(rule)}</span>
                        ))}
                      </Flex>
                    ),
                  },
                ]}
              />
            ),
          },
          {
            key: 'bindings',
            label: text.access.bindings,
            children: (
              <Kind
                kind="RoleBinding"
                initial={{ role: 'viewer', subjects: ['user:ada'] }}
                columns={[
                  { title: text.access.role, render: (spec) => <Tag color="blue">{String(spec.role)}</Tag> },
                  { title: text.access.subjects, render: (spec) => tags(spec.subjects) },
                ]}
              />
            ),
          },
          {
            key: 'environments',
            label: text.access.environments,
            children: (
              <Kind
                kind="Environment"
                initial={{ description: '' }}
                columns={[{ title: text.common.description, render: (spec) => String(spec.description ?? '') }]}
              />
            ),
          },
          { key: 'explain', label: text.access.explain, children: <Explain /> },
        ]}
      />
    </Page>
  );
}
