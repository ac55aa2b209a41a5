// SPDX-License-Identifier: Apache-2.0
import { ReloadOutlined } from '@ant-design/icons';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Alert, Button, Card, Empty, Flex, Skeleton, Spin, Statistic, Typography } from 'antd';
import { useMemo, useState } from 'react';
import { Link, useParams } from 'react-router';
import { type LogEntry, Problem, type Trace } from '@/shared/api/client';
import { traceLogsPages, traceQuery } from '@/shared/api/queries';
import { colorsOf } from '@/shared/colors';
import { Page } from '@/shared/components/Page';
import { ProblemAlert } from '@/shared/components/ProblemAlert';
import { count, duration, moment } from '@/shared/format';
import { useParameters } from '@/shared/params';
import { text } from '@/shared/text';
import { ContextDrawer } from './ContextDrawer';
import { LogList } from './LogList';
import { placeOf } from './rows';
import { SpanDrawer } from './SpanDrawer';
import './telemetry.css';
import { Waterfall } from './Waterfall';

const MISSING = 'telemetry.trace-not-found';
const AGAIN = 3_000;
const PATIENCE = 60_000;
/** A trace of which something happened so lately may not be whole yet. */
const YOUNG = 20_000;

const isMissing = (error: unknown) => error instanceof Problem && error.code === MISSING;
const endOf = (trace: Trace) => Date.parse(trace.start) + trace.durationNanos / 1e6;

/** It says what may be the reason, and looks again by itself for a while. */
function Missing({ looking, onLook }: { looking: boolean; onLook: () => void }) {
  return (
    <Card>
      <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={<strong>{text.trace.missing}</strong>}>
        <Flex vertical gap={16} align="center">
          <Typography.Text type="secondary" style={{ maxWidth: 520 }}>
            {text.trace.missingText}
          </Typography.Text>
          <Flex gap={8} align="center" role="status">
            {looking ? (
              <>
                <Spin size="small" /> {text.trace.looking}
              </>
            ) : (
              text.trace.gaveUp
            )}
          </Flex>
          <Flex gap={8}>
            <Button onClick={onLook}>{text.trace.lookAgain}</Button>
            <Link to="/traces">
              <Button type="link" tabIndex={-1}>
                {text.trace.toSearch}
              </Button>
            </Link>
          </Flex>
        </Flex>
      </Empty>
    </Card>
  );
}

function Figures({ trace }: { trace: Trace }) {
  return (
    <Card size="small">
      <Flex gap="12px 32px" wrap>
        {[
          [text.trace.start, moment(trace.start)],
          [text.trace.duration, duration(trace.durationNanos)],
          [text.trace.spans, count(trace.spanCount)],
          [text.trace.services, count(trace.services.length)],
        ].map(([title, value]) => (
          <Statistic key={title} title={title} value={value} styles={{ content: { fontSize: 18 } }} />
        ))}
        <Statistic
          title={text.trace.errors}
          value={trace.errorCount}
          styles={{ content: { fontSize: 18, ...(trace.errorCount > 0 && { color: 'var(--ant-color-error)' }) } }}
        />
      </Flex>
    </Card>
  );
}

function Incomplete({ trace }: { trace: Trace }) {
  const orphans = trace.spans.filter((span) => span.orphan).length;
  return (
    <>
      {trace.truncated && (
        <Alert type="warning" showIcon title={text.trace.truncated(count(trace.spanCount))} role="status" />
      )}
      {orphans > 0 && (
        <Alert
          type="info"
          showIcon
          title={text.trace.orphans(orphans)}
          description={text.trace.orphansText}
          role="status"
        />
      )}
    </>
  );
}

function Logs({
  traceId,
  logs,
  pending,
  error,
  onMore,
  onSpan,
}: {
  traceId: string;
  logs: readonly LogEntry[];
  pending: boolean;
  error: unknown;
  onMore: (() => void) | null;
  onSpan: (spanId: string) => void;
}) {
  return (
    <Card
      size="small"
      title={logs.length > 0 ? `${text.trace.logs} (${count(logs.length)}${onMore ? '+' : ''})` : text.trace.logs}
      extra={<Link to={`/logs?trace=${traceId}&span=7d`}>{text.trace.allLogs}</Link>}
      styles={{ body: { padding: 0 } }}
    >
      {Boolean(error) && (
        <div style={{ padding: 12 }}>
          <ProblemAlert error={error} />
        </div>
      )}
      {pending && !error && <Skeleton active style={{ padding: 16 }} />}
      {!pending && logs.length === 0 && (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={text.trace.noLogs} style={{ padding: 16 }}>
          <Typography.Text type="secondary">{text.trace.noLogsText}</Typography.Text>
        </Empty>
      )}
      <LogList entries={logs} label={text.trace.logs} onSpan={onSpan} />
      {onMore && (
        <Flex justify="center" style={{ padding: 12 }}>
          <Button onClick={onMore}>{text.common.more}</Button>
        </Flex>
      )}
    </Card>
  );
}

export default function TracePage() {
  const { traceId = '' } = useParams();
  const [params, change] = useParameters();
  const [since, setSince] = useState(Date.now);
  const patient = () => Date.now() - since < PATIENCE;
  const { data, error, isPending, isFetching, refetch } = useQuery({
    ...traceQuery(traceId),
    refetchInterval: ({ state }) => {
      const awaited = state.data ? Date.now() - endOf(state.data) < YOUNG : isMissing(state.error) && patient();
      return awaited ? AGAIN : false;
    },
  });
  const said = useInfiniteQuery({
    ...traceLogsPages(traceId),
    enabled: data !== undefined,
    refetchInterval: () => (data && Date.now() - endOf(data) < YOUNG ? AGAIN : false),
  });
  const logs = useMemo(() => (said.data?.pages ?? []).flatMap((page) => page.items), [said.data]);
  const colors = useMemo(() => colorsOf((data?.services ?? []).map((each) => each.service)), [data]);
  const spans = data?.spans ?? [];
  const chosen = placeOf(spans, params.get('span'), params.get('kind'));
  const root = spans[0];
  const show = (spanId: string | undefined) => change({ span: spanId, kind: undefined });
  return (
    <Page
      title={root ? `${root.service} ${root.name}` : text.trace.title}
      actions={
        <Button
          icon={<ReloadOutlined />}
          loading={isFetching}
          onClick={() => void Promise.all([refetch(), said.refetch()])}
        >
          {text.telemetry.refresh}
        </Button>
      }
    >
      <Typography.Text type="secondary" style={{ marginTop: -16, overflowWrap: 'anywhere' }}>
        <Typography.Text
          type="secondary"
          className="t-mono"
          copyable={{ text: traceId, tooltips: [text.trace.copyId, text.common.copied] }}
        >
          {traceId}
        </Typography.Text>
      </Typography.Text>
      {isPending && <Skeleton active />}
      {!data && isMissing(error) ? (
        <Missing
          looking={patient()}
          onLook={() => {
            setSince(Date.now());
            void refetch();
          }}
        />
      ) : (
        <ProblemAlert error={error} onRetry={() => void refetch()} />
      )}
      {data && (
        <>
          <Figures trace={data} />
          <Incomplete trace={data} />
          <Waterfall
            trace={data}
            colors={colors}
            chosen={chosen}
            onSelect={({ spanId, kind }) => change({ span: spanId, kind })}
          />
          <Logs
            traceId={traceId}
            logs={logs}
            pending={said.isPending}
            error={said.error}
            onMore={said.hasNextPage ? () => void said.fetchNextPage() : null}
            onSpan={show}
          />
          <SpanDrawer span={spans[chosen] ?? null} trace={data} logs={logs} onClose={() => show(undefined)} />
        </>
      )}
      <ContextDrawer />
    </Page>
  );
}
