// SPDX-License-Identifier: Apache-2.0
import { useQuery } from '@tanstack/react-query';
import { Button, Card, Col, Empty, Flex, Row, Skeleton, Statistic, Tag, Tooltip, Typography, theme } from 'antd';
import { Link } from 'react-router';
import { personOf, type Schemas } from '@/shared/api/client';
import { changesQuery, processesQuery, systemQuery, trafficQuery } from '@/shared/api/queries';
import { Ago } from '@/shared/components/Ago';
import { DataTable } from '@/shared/components/DataTable';
import { Page } from '@/shared/components/Page';
import { ProblemAlert } from '@/shared/components/ProblemAlert';
import { StateTag } from '@/shared/components/StateTag';
import { useEnv } from '@/shared/env';
import { bytes, millis, percent, rate } from '@/shared/format';
import { text } from '@/shared/text';
import { ServiceGraph } from './ServiceGraph';
import { TrafficChart } from './TrafficChart';

type Process = Schemas['ProcessInfo'];
const MINUTES = 30;
const STEPS_A_MINUTE = 6;

function Figure({ title, hint, value, loading }: { title: string; hint: string; value: string; loading: boolean }) {
  return (
    <Card size="small" style={{ height: '100%' }}>
      <Tooltip title={hint}>
        <Statistic title={title} value={value} loading={loading} styles={{ content: { fontSize: 26 } }} />
      </Tooltip>
    </Card>
  );
}

function Processes({ processes, machineBytes }: { processes: Process[]; machineBytes: number }) {
  const { token } = theme.useToken();
  const most = Math.max(...processes.map((each) => each.memoryBytes), 1);
  return (
    <Card size="small" title={text.overview.table} styles={{ body: { padding: 0 } }}>
      <DataTable
        size="small"
        rowKey="name"
        dataSource={processes}
        locale={{ emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={text.overview.unsupervised} /> }}
        columns={[
          {
            title: text.overview.columns.process,
            dataIndex: 'name',
            render: (name: string, each) => (
              <>
                <strong>{name}</strong>
                {each.detail && (
                  <Typography.Paragraph type="secondary" style={{ margin: 0, maxWidth: 420 }}>
                    {each.detail} {each.action}
                  </Typography.Paragraph>
                )}
              </>
            ),
          },
          {
            title: text.overview.columns.state,
            dataIndex: 'state',
            render: (state: string) => <StateTag state={state} />,
          },
          {
            title: text.overview.columns.memory,
            dataIndex: 'memoryBytes',
            align: 'right',
            render: (size: number) => (
              <Tooltip title={machineBytes ? percent(size, machineBytes) : undefined}>
                <Flex vertical align="flex-end">
                  <span>{bytes(size)}</span>
                  <span style={{ width: 72, height: 3, background: token.colorFillSecondary, borderRadius: 2 }}>
                    <span
                      style={{
                        display: 'block',
                        height: 3,
                        borderRadius: 2,
                        width: `${(100 * size) / most}%`,
                        background: token.colorPrimary,
                      }}
                    />
                  </span>
                </Flex>
              </Tooltip>
            ),
          },
          {
            title: text.overview.columns.port,
            dataIndex: 'port',
            align: 'right',
            render: (port: number) => port || '—',
          },
          {
            title: text.overview.columns.restarts,
            dataIndex: 'restarts',
            align: 'right',
            render: (count: number) => (count > 0 ? <Tag color="warning">{count}</Tag> : count),
          },
          { title: text.overview.columns.since, dataIndex: 'since', render: (since?: string) => <Ago at={since} /> },
        ]}
      />
    </Card>
  );
}

function Recent() {
  const { data, error } = useQuery(changesQuery({ limit: 8 }));
  return (
    <Card
      size="small"
      title={text.overview.recent}
      extra={<Link to="/changes">{text.overview.allChanges}</Link>}
      style={{ height: '100%' }}
    >
      <ProblemAlert error={error} />
      {data?.items.length === 0 && <Empty description={text.overview.noChanges} />}
      <ul style={{ listStyle: 'none', margin: 0, padding: 0 }}>
        {data?.items.map((change) => (
          <li key={change.seq} style={{ padding: '6px 0' }}>
            <Flex justify="space-between" gap={8}>
              <Link to={`/changes?seq=${change.seq}`} style={{ overflowWrap: 'anywhere' }}>
                {change.kind} {change.name}
              </Link>
              <Typography.Text type="secondary">
                <Ago at={change.at} />
              </Typography.Text>
            </Flex>
            <Typography.Text type="secondary" style={{ fontSize: 12 }}>
              {personOf(change.author)} · {change.action}
              {change.env ? ` · ${change.env}` : ''}
            </Typography.Text>
          </li>
        ))}
      </ul>
    </Card>
  );
}

export default function OverviewPage() {
  const [env] = useEnv();
  const traffic = useQuery(trafficQuery(env, MINUTES));
  const processes = useQuery(processesQuery);
  const system = useQuery(systemQuery);
  const changes = useQuery(changesQuery({ limit: 50 }));
  const minute = (traffic.data?.steps ?? []).filter(
    (step) => Date.parse(step.at) >= Date.parse(traffic.data?.to ?? '') - 60_000 - 10_000,
  );
  const requests = minute.reduce((sum, step) => sum + step.requests, 0);
  const errors = minute.reduce((sum, step) => sum + step.errors, 0);
  const p99 = minute.reduce<number | null>(
    (most, step) => (step.p99Millis == null ? most : Math.max(most ?? 0, step.p99Millis)),
    null,
  );
  const seconds = (traffic.data?.stepSeconds ?? 10) * STEPS_A_MINUTE;
  const all = processes.data ?? [];
  const ready = all.filter((each) => each.state === 'ready').length;
  const memory = all.reduce((sum, each) => sum + each.memoryBytes, 0);
  return (
    <Page title={text.overview.title} subtitle={env}>
      <ProblemAlert error={traffic.error ?? processes.error} onRetry={() => void traffic.refetch()} />
      <Row gutter={[12, 12]}>
        {[
          [text.overview.rate, text.overview.chart, rate(requests / seconds), traffic.isPending],
          [text.overview.errors, text.overview.errorsHint, percent(errors, requests), traffic.isPending],
          [text.overview.latency, text.overview.latencyHint, millis(p99), traffic.isPending],
          [
            text.overview.processes,
            text.overview.table,
            all.length ? `${ready} / ${all.length}` : '—',
            processes.isPending,
          ],
          [text.overview.memory, text.overview.table, memory ? bytes(memory) : '—', processes.isPending],
        ].map(([title, hint, value, loading]) => (
          <Col key={String(title)} xs={12} md={8} xl={{ flex: '1 1 0' }}>
            <Figure title={String(title)} hint={String(hint)} value={String(value)} loading={Boolean(loading)} />
          </Col>
        ))}
      </Row>
      <Card size="small" title={text.overview.chart} extra={<span className="wide-only">{text.overview.marks}</span>}>
        {traffic.isPending ? (
          <Skeleton active />
        ) : traffic.data && traffic.data.steps.length > 0 ? (
          <TrafficChart traffic={traffic.data} changes={changes.data?.items ?? []} />
        ) : (
          <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={text.overview.noTraffic}>
            <Link to="/routes">
              <Button>{text.nav.routes}</Button>
            </Link>
          </Empty>
        )}
      </Card>
      <ServiceGraph />
      <Row gutter={[12, 12]}>
        <Col xs={24} xl={16}>
          <Processes processes={all} machineBytes={system.data?.memoryBytes ?? 0} />
        </Col>
        <Col xs={24} xl={8}>
          <Recent />
        </Col>
      </Row>
    </Page>
  );
}
