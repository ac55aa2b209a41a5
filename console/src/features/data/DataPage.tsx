// SPDX-License-Identifier: Apache-2.0
import { DownOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Card, Dropdown, Empty, Flex, Skeleton, Tag, Typography } from 'antd';
import { useState } from 'react';
import type { Resource } from '@/shared/api/client';
import { providedQuery, resourceQuery, useMay } from '@/shared/api/queries';
import { DataTable } from '@/shared/components/DataTable';
import { DeleteButton } from '@/shared/components/DeleteButton';
import { Page } from '@/shared/components/Page';
import { ProblemAlert } from '@/shared/components/ProblemAlert';
import { ResourceDrawer, type Spec } from '@/shared/components/ResourceDrawer';
import { StateTag } from '@/shared/components/StateTag';
import { useEnv } from '@/shared/env';
import { text } from '@/shared/text';

/** What a new one begins with, for each kind. */
const INITIAL: Record<string, Spec> = {
  Database: { app: '' },
  Topic: { partitions: 4, producers: [], consumers: [] },
  Index: { apps: [] },
  CacheSpace: { apps: [] },
};

type Provided = Pick<Resource, 'kind' | 'name' | 'env' | 'revision'>;

interface Edited {
  kind: string;
  name: string | null;
}

function EditDrawer({ edited, env, onClose }: { edited: Edited; env: string; onClose: () => void }) {
  const existing = useQuery({
    ...resourceQuery(edited.kind, edited.name ?? '', env),
    enabled: edited.name !== null,
  });
  if (edited.name !== null && !existing.data) {
    return existing.error ? <ProblemAlert error={existing.error} /> : null;
  }
  return (
    <ResourceDrawer
      kind={edited.kind}
      env={env}
      resource={edited.name === null ? null : (existing.data as Resource)}
      initial={INITIAL[edited.kind] ?? {}}
      nameHint={text.data.nameHint}
      onClose={onClose}
    />
  );
}

export default function DataPage() {
  const [env] = useEnv();
  const { data, error, isPending, refetch } = useQuery(providedQuery(env));
  const mayWrite = useMay('write', 'Database', env);
  const mayDelete = useMay('delete', 'Database', env);
  const [edited, setEdited] = useState<Edited | null>(null);
  const add = mayWrite && (
    <Dropdown
      trigger={['click']}
      menu={{
        items: Object.keys(INITIAL).map((kind) => ({ key: kind, label: text.data.kinds[kind] ?? kind })),
        onClick: ({ key }) => setEdited({ kind: key, name: null }),
      }}
    >
      <Button type="primary">
        {text.data.new} <DownOutlined />
      </Button>
    </Dropdown>
  );
  return (
    <Page title={text.data.title} subtitle={text.data.subtitle(env)} actions={data?.length !== 0 && add}>
      <ProblemAlert error={error} onRetry={() => void refetch()} />
      {isPending && <Skeleton active />}
      {data?.length === 0 && (
        <Card>
          <Empty description={text.data.empty}>
            <Typography.Paragraph type="secondary">{text.data.emptyText}</Typography.Paragraph>
            {add}
          </Empty>
        </Card>
      )}
      {data && data.length > 0 && (
        <Card size="small" styles={{ body: { padding: 0 } }}>
          <DataTable
            rowKey={(row) => `${row.kind}/${row.name}`}
            dataSource={data}
            columns={[
              {
                title: text.common.name,
                sorter: (a, b) => a.name.localeCompare(b.name),
                render: (_, row) => (
                  <Flex vertical align="flex-start">
                    <Button
                      type="link"
                      style={{ padding: 0, height: 'auto' }}
                      onClick={() => setEdited({ kind: row.kind, name: row.name })}
                    >
                      <strong>{row.name}</strong>
                    </Button>
                    <Typography.Text type="secondary">{text.data.kinds[row.kind] ?? row.kind}</Typography.Text>
                  </Flex>
                ),
              },
              {
                title: text.data.object,
                render: (_, row) => (
                  <Flex vertical>
                    <code>{row.object}</code>
                    <Typography.Text type="secondary">{row.engine}</Typography.Text>
                  </Flex>
                ),
              },
              {
                title: text.data.apps,
                render: (_, row) => (
                  <Flex gap={4} wrap>
                    {row.apps.map((app) => (
                      <Tag key={app}>{app}</Tag>
                    ))}
                  </Flex>
                ),
              },
              {
                title: text.common.state,
                render: (_, row) => (
                  <Flex vertical>
                    <StateTag state={row.state} />
                    {row.problem && (
                      <Typography.Text type={row.state === 'failed' ? 'danger' : 'secondary'} style={{ maxWidth: 360 }}>
                        {row.problem}
                      </Typography.Text>
                    )}
                  </Flex>
                ),
              },
              ...(mayDelete
                ? [
                    {
                      key: 'delete',
                      width: 60,
                      render: (_: unknown, row: Provided) => (
                        <DeleteButton resource={row} onDone={() => void refetch()} />
                      ),
                    },
                  ]
                : []),
            ]}
          />
        </Card>
      )}
      {edited && <EditDrawer edited={edited} env={env} onClose={() => setEdited(null)} />}
    </Page>
  );
}
