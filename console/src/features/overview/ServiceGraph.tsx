// SPDX-License-Identifier: Apache-2.0
import { useQuery } from '@tanstack/react-query';
import { Button, Card, Empty, Flex, Grid, Segmented, Select, Skeleton, Tag, Typography } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { Link } from 'react-router';
import { Problem } from '@/shared/api/client';
import { serviceGraphQuery } from '@/shared/api/queries';
import { DataTable } from '@/shared/components/DataTable';
import { ProblemAlert } from '@/shared/components/ProblemAlert';
import { useEnv } from '@/shared/env';
import { count, millis, percent } from '@/shared/format';
import { text } from '@/shared/text';
import {
  callsOf,
  failedOf,
  type Graph,
  type GraphEdge,
  kindOf,
  operationsOf,
  secondsOf,
  timesOf,
  tracesOf,
} from './graph';

const ServiceMap = lazy(() => import('./ServiceMap'));
const words = text.overview.graph;
const MINUTES = [15, 60, 360, 1440];
const EVERY = '';

type View = 'picture' | 'table';

function NodeLink({ id, graph }: { id: string; graph: Graph }) {
  const node = graph.nodes.find((each) => each.id === id);
  if (!node) {
    return id;
  }
  return (
    <Flex gap={6} align="center">
      <Link to={tracesOf(node, graph)}>{node.name}</Link>
      {node.kind !== 'service' && <Tag>{words.kinds[kindOf(node)]}</Tag>}
    </Flex>
  );
}

function GraphTable({ graph }: { graph: Graph }) {
  const seconds = secondsOf(graph);
  return (
    <DataTable<GraphEdge>
      size="small"
      rowKey={(edge) => `${edge.from} ${edge.to}`}
      dataSource={[...graph.edges].sort((one, other) => other.calls - one.calls)}
      columns={[
        { title: words.from, render: (_, edge) => <NodeLink id={edge.from} graph={graph} /> },
        { title: words.to, render: (_, edge) => <NodeLink id={edge.to} graph={graph} /> },
        { title: words.rate, align: 'right', render: (_, edge) => callsOf(edge, seconds) },
        { title: words.calls, align: 'right', render: (_, edge) => count(edge.calls) },
        {
          title: words.errors,
          align: 'right',
          render: (_, edge) =>
            edge.errors > 0 ? (
              <Typography.Text type="danger">{percent(edge.errors, edge.calls)}</Typography.Text>
            ) : (
              percent(0, edge.calls)
            ),
        },
        { title: words.p50, align: 'right', render: (_, edge) => millis(edge.p50Millis) },
        { title: words.p99, align: 'right', render: (_, edge) => millis(edge.p99Millis) },
      ]}
    />
  );
}

function Chosen({
  id,
  graph,
  minutes,
  everywhere,
}: {
  id: string;
  graph: Graph;
  minutes: number;
  everywhere: boolean;
}) {
  const node = graph.nodes.find((each) => each.id === id);
  if (!node) {
    return null;
  }
  const seconds = secondsOf(graph);
  const nameOf = (other: string) => graph.nodes.find((each) => each.id === other)?.name ?? other;
  const callers = graph.edges.filter((edge) => edge.to === id).map((edge) => nameOf(edge.from));
  const calling = graph.edges.filter((edge) => edge.from === id).map((edge) => nameOf(edge.to));
  const traces = tracesOf(node, graph);
  return (
    <section className="graph-chosen" aria-label={node.name}>
      <Flex justify="space-between" gap={12} wrap>
        <div role="status">
          <Typography.Text type="secondary">{words.kinds[kindOf(node)]}</Typography.Text> <strong>{node.name}</strong>
          <div>
            <Typography.Text type="secondary">
              {callsOf(node, seconds)} · {failedOf(node)} · {timesOf(node)}
              {callers.length > 0 && ` · ${words.callers} ${callers.join(', ')}`}
              {calling.length > 0 && ` · ${words.calling} ${calling.join(', ')}`}
            </Typography.Text>
          </div>
        </div>
        <Flex gap={8} align="center" wrap>
          {node.kind === 'service' && (
            <Link to={operationsOf(node, minutes, everywhere)}>
              <Button tabIndex={-1}>{words.showOperations}</Button>
            </Link>
          )}
          <Link to={traces}>
            <Button tabIndex={-1}>{words.showTraces}</Button>
          </Link>
          <Link to={`${traces}&failed=1`}>
            <Button tabIndex={-1}>{words.showErrors}</Button>
          </Link>
          {node.kind === 'service' && (
            <Link to={`/logs?service=${encodeURIComponent(node.name)}`}>
              <Button tabIndex={-1}>{words.showLogs}</Button>
            </Link>
          )}
        </Flex>
      </Flex>
    </section>
  );
}

/** What talks to what, as a picture, or as a table where there is no room and for those who do not see it. */
export function ServiceGraph() {
  const [env] = useEnv();
  const { md } = Grid.useBreakpoint();
  const [minutes, setMinutes] = useState(15);
  const [everywhere, setEverywhere] = useState(false);
  const [view, setView] = useState<View | null>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  const { data, error, isPending, refetch } = useQuery(serviceGraphQuery(minutes, everywhere ? undefined : env));
  const shown: View = view ?? (md ? 'picture' : 'table');
  const off = error instanceof Problem && error.code === 'room.off';
  const calls = data?.edges.length ?? 0;
  return (
    <Card
      size="small"
      title={words.title}
      styles={{ body: { padding: 0 } }}
      extra={
        !off && (
          <Flex gap={8} wrap justify="flex-end" style={{ padding: '6px 0' }}>
            <Select
              size="small"
              aria-label={words.minutes}
              value={minutes}
              onChange={setMinutes}
              options={MINUTES.map((each) => ({ value: each, label: words.lastMinutes(each) }))}
              popupMatchSelectWidth={false}
            />
            <Select
              size="small"
              className="wide-only"
              aria-label={words.env}
              value={everywhere ? EVERY : env}
              onChange={(value) => setEverywhere(value === EVERY)}
              options={[
                { value: env, label: env },
                { value: EVERY, label: words.everyEnv },
              ]}
              popupMatchSelectWidth={false}
            />
            <Segmented<View>
              size="small"
              aria-label={words.view}
              value={shown}
              onChange={setView}
              options={[
                { value: 'picture', label: words.picture },
                { value: 'table', label: words.table },
              ]}
            />
          </Flex>
        )
      }
    >
      {off ? (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={words.off} style={{ padding: 16 }}>
          <Typography.Text type="secondary">{error.message}</Typography.Text>
        </Empty>
      ) : (
        error && (
          <div style={{ padding: 12 }}>
            <ProblemAlert error={error} onRetry={() => void refetch()} />
          </div>
        )
      )}
      {isPending && <Skeleton active style={{ padding: 16 }} />}
      {data && calls === 0 && (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={words.empty} style={{ padding: 16 }}>
          <Typography.Text type="secondary">{words.emptyText(text.telemetry.port)}</Typography.Text>
        </Empty>
      )}
      {data && calls > 0 && shown === 'table' && <GraphTable graph={data} />}
      {data && calls > 0 && shown === 'picture' && (
        <>
          <Suspense fallback={<Skeleton active style={{ padding: 16 }} />}>
            <ServiceMap key={`${minutes} ${everywhere}`} graph={data} chosen={chosen} onChoose={setChosen} />
          </Suspense>
          {chosen ? (
            <Chosen id={chosen} graph={data} minutes={minutes} everywhere={everywhere} />
          ) : (
            <div className="graph-chosen">
              <Typography.Text type="secondary">{words.hint}</Typography.Text>
            </div>
          )}
        </>
      )}
    </Card>
  );
}
