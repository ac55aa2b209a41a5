// SPDX-License-Identifier: Apache-2.0
import { useQuery } from '@tanstack/react-query';
import { Alert, Card, Empty, Flex, Skeleton, Tag, Typography } from 'antd';
import { Link, useSearchParams } from 'react-router';
import type { LiveItem } from '@/shared/api/client';
import { changesQuery, liveQuery } from '@/shared/api/queries';
import { Ago } from '@/shared/components/Ago';
import { DataTable } from '@/shared/components/DataTable';
import { LogLevelsButton, LogLevelsDrawer } from '@/shared/components/LogLevels';
import { Page } from '@/shared/components/Page';
import { ProblemAlert } from '@/shared/components/ProblemAlert';
import { StateTag } from '@/shared/components/StateTag';
import { useEnv } from '@/shared/env';
import { text } from '@/shared/text';

interface InstanceSpec {
  service: string;
  host: string;
  port: number;
  version?: string;
}

interface GatewaySpec {
  env: string;
  address: string;
  applied: number;
  problem?: string;
}

const instanceOf = (item: LiveItem) => item.spec as InstanceSpec;
const gatewayOf = (item: LiveItem) => item.spec as GatewaySpec;

function Labels({ labels }: { labels?: Record<string, string> }) {
  const entries = Object.entries(labels ?? {});
  return entries.length === 0 ? (
    text.common.none
  ) : (
    <Flex gap={4} wrap>
      {entries.map(([key, value]) => (
        <Tag key={key}>{`${key}=${value}`}</Tag>
      ))}
    </Flex>
  );
}

function Service({ name, instances, onLevels }: { name: string; instances: LiveItem[]; onLevels: () => void }) {
  const up = instances.filter((each) => each.state === 'up').length;
  return (
    <Card
      size="small"
      title={name}
      extra={
        <Flex align="center" gap={4}>
          <Link to={`/operations?service=${encodeURIComponent(name)}`} aria-label={text.services.operationsOf(name)}>
            {text.services.operations}
          </Link>
          <LogLevelsButton app={name} onOpen={onLevels} />
          <Tag color={up > 0 ? 'success' : 'error'}>{text.services.count(up, instances.length)}</Tag>
        </Flex>
      }
      styles={{ body: { padding: 0 } }}
    >
      <DataTable
        size="small"
        rowKey="name"
        dataSource={instances}
        columns={[
          { title: text.services.instance, dataIndex: 'name' },
          { title: text.common.state, dataIndex: 'state', render: (state: string) => <StateTag state={state} /> },
          {
            title: text.services.address,
            render: (_, item) => <code>{`${instanceOf(item).host}:${instanceOf(item).port}`}</code>,
          },
          { title: text.services.version, render: (_, item) => instanceOf(item).version ?? text.common.none },
          { title: text.common.labels, render: (_, item) => <Labels labels={item.labels} /> },
          { title: text.services.owner, dataIndex: 'owner' },
          { title: text.common.since, dataIndex: 'since', render: (since: string) => <Ago at={since} /> },
        ]}
      />
    </Card>
  );
}

function Gateways() {
  const { data, error } = useQuery(liveQuery('Gateway'));
  // what a gateway applies is a change of a kind that it watches, so the newest route tells whether it is behind
  const newest = useQuery(changesQuery({ kind: 'Route', limit: 1 })).data?.items[0]?.seq ?? 0;
  return (
    <Card size="small" title={text.services.gateways} styles={{ body: { padding: 0 } }}>
      <ProblemAlert error={error} />
      <DataTable
        size="small"
        rowKey="name"
        dataSource={data ?? []}
        locale={{ emptyText: text.services.noGateway }}
        expandable={{
          expandedRowKeys: (data ?? []).filter((item) => gatewayOf(item).problem).map((item) => item.name),
          rowExpandable: (item) => Boolean(gatewayOf(item).problem),
          showExpandColumn: false,
          expandedRowRender: (item) => (
            <Alert type="error" title={text.services.problem} description={gatewayOf(item).problem} />
          ),
        }}
        columns={[
          { title: text.common.name, dataIndex: 'name' },
          { title: text.common.state, dataIndex: 'state', render: (state: string) => <StateTag state={state} /> },
          { title: text.nav.environment, render: (_, item) => gatewayOf(item).env },
          { title: text.services.address, render: (_, item) => gatewayOf(item).address },
          {
            title: text.services.applied,
            render: (_, item) => (
              <>
                {gatewayOf(item).applied}{' '}
                {gatewayOf(item).applied >= newest ? (
                  <Tag color="success">{text.services.upToDate}</Tag>
                ) : (
                  <Tag color="warning">{text.services.behind(newest - gatewayOf(item).applied)}</Tag>
                )}
              </>
            ),
          },
          { title: text.common.since, dataIndex: 'since', render: (since: string) => <Ago at={since} /> },
        ]}
      />
    </Card>
  );
}

export default function ServicesPage() {
  const [env] = useEnv();
  const { data, error, isPending, refetch } = useQuery(liveQuery('Instance', env));
  const [params, setParams] = useSearchParams();
  const showLevels = (at: string | null) =>
    setParams((before) => {
      before.delete('levels');
      if (at !== null) {
        before.set('levels', at);
      }
      return before;
    });
  const services = new Map<string, LiveItem[]>();
  for (const item of data ?? []) {
    const name = instanceOf(item).service;
    services.set(name, [...(services.get(name) ?? []), item]);
  }
  return (
    <Page title={text.services.title} subtitle={text.services.subtitle(env)}>
      <ProblemAlert error={error} onRetry={() => void refetch()} />
      {isPending && <Skeleton active />}
      {data && services.size === 0 && (
        <Card>
          <Empty description={text.services.empty}>
            <Typography.Text type="secondary">{text.services.emptyText}</Typography.Text>
          </Empty>
        </Card>
      )}
      {[...services].sort().map(([name, instances]) => (
        <Service key={name} name={name} instances={instances} onLevels={() => showLevels(`${env}/${name}`)} />
      ))}
      <LogLevelsDrawer at={params.get('levels')} onMove={showLevels} />
      <Gateways />
    </Page>
  );
}
