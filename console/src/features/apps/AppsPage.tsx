// SPDX-License-Identifier: Apache-2.0
import { PlusOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Card, Empty, Flex, Skeleton, Tag, Typography } from 'antd';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { personOf, type Resource } from '@/shared/api/client';
import { resourcesQuery, useMay } from '@/shared/api/queries';
import { Ago } from '@/shared/components/Ago';
import { DataTable } from '@/shared/components/DataTable';
import { DeleteButton } from '@/shared/components/DeleteButton';
import { LogLevelsButton, LogLevelsDrawer } from '@/shared/components/LogLevels';
import { Page } from '@/shared/components/Page';
import { ProblemAlert } from '@/shared/components/ProblemAlert';
import { ResourceDrawer } from '@/shared/components/ResourceDrawer';
import { useEnv } from '@/shared/env';
import { text } from '@/shared/text';
import { type AppSpec, appForm } from './AppForm';
import { Secrets } from './Secrets';

const specOf = (app: Resource) => app.spec as AppSpec;

export default function AppsPage() {
  const { data, error, isPending, refetch } = useQuery(resourcesQuery('App'));
  const mayWrite = useMay('write', 'App');
  const mayDelete = useMay('delete', 'App');
  const [env] = useEnv();
  const [params, setParams] = useSearchParams();
  const [edited, setEdited] = useState<Resource | 'new' | null>(null);
  const showLevels = (at: string | null) =>
    setParams((before) => {
      before.delete('levels');
      if (at !== null) {
        before.set('levels', at);
      }
      return before;
    });
  const add = mayWrite && (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setEdited('new')}>
      {text.apps.new}
    </Button>
  );
  return (
    <Page title={text.apps.title} subtitle={text.apps.subtitle} actions={data?.length !== 0 && add}>
      <ProblemAlert error={error} onRetry={() => void refetch()} />
      {isPending && <Skeleton active />}
      {data?.length === 0 && (
        <Card>
          <Empty description={text.apps.empty}>
            <Typography.Paragraph type="secondary">{text.apps.emptyText}</Typography.Paragraph>
            {add}
          </Empty>
        </Card>
      )}
      {data && data.length > 0 && (
        <Card size="small" styles={{ body: { padding: 0 } }}>
          <DataTable
            rowKey="name"
            dataSource={data}
            columns={[
              {
                title: text.common.name,
                dataIndex: 'name',
                sorter: (a, b) => a.name.localeCompare(b.name),
                render: (name: string, app) => (
                  <Flex vertical align="flex-start">
                    <Button type="link" style={{ padding: 0, height: 'auto' }} onClick={() => setEdited(app)}>
                      <strong>{name}</strong>
                    </Button>
                    <Typography.Text type="secondary">{specOf(app).description}</Typography.Text>
                  </Flex>
                ),
              },
              {
                title: text.apps.grants,
                render: (_, app) => (
                  <Flex gap={4} wrap>
                    {(specOf(app).grantTypes ?? ['client_credentials']).map((grant) => (
                      <Tag key={grant}>{grant}</Tag>
                    ))}
                  </Flex>
                ),
              },
              {
                title: text.apps.kind,
                render: (_, app) =>
                  specOf(app).publicClient ? (
                    <Tag>{text.apps.publicApp}</Tag>
                  ) : (
                    <Tag color="blue">{text.apps.confidential}</Tag>
                  ),
              },
              { title: text.common.changedBy, render: (_, app) => personOf(app.updatedBy ?? '') },
              { title: text.common.changedAt, render: (_, app) => <Ago at={app.updatedAt} /> },
              {
                key: 'levels',
                render: (_, app) => <LogLevelsButton app={app.name} onOpen={() => showLevels(`${env}/${app.name}`)} />,
              },
              ...(mayDelete
                ? [{ key: 'delete', render: (_: unknown, app: Resource) => <DeleteButton resource={app} /> }]
                : []),
            ]}
          />
        </Card>
      )}
      <LogLevelsDrawer at={params.get('levels')} onMove={showLevels} />
      {edited && (
        <ResourceDrawer
          kind="App"
          resource={edited === 'new' ? null : edited}
          initial={{ grantTypes: ['client_credentials'] }}
          nameHint={text.apps.nameHint}
          form={appForm}
          extra={
            edited === 'new'
              ? undefined
              : {
                  label: text.apps.secrets,
                  content: <Secrets app={edited.name} isPublic={specOf(edited).publicClient ?? false} />,
                }
          }
          onClose={() => setEdited(null)}
        />
      )}
    </Page>
  );
}
