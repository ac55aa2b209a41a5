// SPDX-License-Identifier: Apache-2.0
import { PlusOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Card, Empty, Flex, Skeleton, Tag, Typography } from 'antd';
import { useState } from 'react';
import type { Resource } from '@/shared/api/client';
import { resourcesQuery, trafficQuery, useMay } from '@/shared/api/queries';
import { DataTable } from '@/shared/components/DataTable';
import { DeleteButton } from '@/shared/components/DeleteButton';
import { Page } from '@/shared/components/Page';
import { ProblemAlert } from '@/shared/components/ProblemAlert';
import { ResourceDrawer } from '@/shared/components/ResourceDrawer';
import { useEnv } from '@/shared/env';
import { millis, percent } from '@/shared/format';
import { text } from '@/shared/text';
import { type RouteSpec, routeForm } from './RouteForm';

const MINUTES = 30;
const ACCESS = {
  none: { color: undefined, label: text.routes.form.none },
  token: { color: 'blue', label: text.routes.form.token },
  session: { color: 'geekblue', label: text.routes.form.session },
} as const;

const specOf = (route: Resource) => route.spec as RouteSpec;

export default function RoutesPage() {
  const [env] = useEnv();
  const routes = useQuery(resourcesQuery('Route', env));
  const traffic = useQuery(trafficQuery(env, MINUTES));
  const mayWrite = useMay('write', 'Route', env);
  const mayDelete = useMay('delete', 'Route', env);
  const [edited, setEdited] = useState<Resource | 'new' | null>(null);
  const passed = new Map((traffic.data?.routes ?? []).map((each) => [each.route, each]));
  const add = mayWrite && (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setEdited('new')}>
      {text.routes.new}
    </Button>
  );
  return (
    <Page title={text.routes.title} subtitle={text.routes.subtitle(env)} actions={routes.data?.length !== 0 && add}>
      <ProblemAlert error={routes.error} onRetry={() => void routes.refetch()} />
      {routes.isPending && <Skeleton active />}
      {routes.data?.length === 0 && (
        <Card>
          <Empty description={text.routes.empty}>
            <Typography.Paragraph type="secondary">{text.routes.emptyText}</Typography.Paragraph>
            {add}
          </Empty>
        </Card>
      )}
      {routes.data && routes.data.length > 0 && (
        <Card size="small" styles={{ body: { padding: 0 } }}>
          <DataTable
            rowKey="name"
            dataSource={routes.data}
            columns={[
              {
                title: text.common.name,
                dataIndex: 'name',
                sorter: (a, b) => a.name.localeCompare(b.name),
                render: (name: string, route) => (
                  <Button type="link" style={{ padding: 0, height: 'auto' }} onClick={() => setEdited(route)}>
                    <strong>{name}</strong>
                  </Button>
                ),
              },
              {
                title: text.routes.paths,
                render: (_, route) => (
                  <Flex vertical>
                    {specOf(route).paths.map((path) => (
                      <code key={path}>{path}</code>
                    ))}
                    <Typography.Text type="secondary" style={{ fontSize: 12 }}>
                      {specOf(route).hosts?.join(', ') ?? text.routes.anyHost}
                      {specOf(route).methods ? ` · ${specOf(route).methods?.join(', ')}` : ''}
                    </Typography.Text>
                  </Flex>
                ),
              },
              {
                title: text.routes.target,
                render: (_, route) =>
                  specOf(route).service ? <Tag>{specOf(route).service}</Tag> : <code>{specOf(route).url}</code>,
              },
              {
                title: text.routes.access,
                render: (_, route) => {
                  const access = ACCESS[specOf(route).access ?? 'token'];
                  return <Tag color={access.color}>{access.label}</Tag>;
                },
              },
              {
                title: text.routes.requests,
                align: 'right',
                render: (_, route) => (passed.get(route.name)?.requests ?? 0).toLocaleString('en'),
              },
              {
                title: text.routes.errors,
                align: 'right',
                render: (_, route) => {
                  const found = passed.get(route.name);
                  return found ? percent(found.errors, found.requests) : text.common.none;
                },
              },
              {
                title: text.routes.p99,
                align: 'right',
                render: (_, route) => millis(passed.get(route.name)?.p99Millis),
              },
              ...(mayDelete
                ? [{ key: 'delete', render: (_: unknown, route: Resource) => <DeleteButton resource={route} /> }]
                : []),
            ]}
          />
        </Card>
      )}
      {edited && (
        <ResourceDrawer
          kind="Route"
          env={env}
          resource={edited === 'new' ? null : edited}
          initial={{ paths: [], access: 'token' }}
          nameHint={text.routes.form.nameHint}
          form={routeForm}
          onClose={() => setEdited(null)}
        />
      )}
    </Page>
  );
}
