// SPDX-License-Identifier: Apache-2.0
import { ClockCircleOutlined, DownOutlined, ReloadOutlined, UpOutlined } from '@ant-design/icons';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Drawer, Empty, Flex, Skeleton, Typography } from 'antd';
import { useEffect, useMemo, useRef } from 'react';
import { Link, useSearchParams } from 'react-router';
import { type LogEntry, Problem } from '@/shared/api/client';
import { logContextPages } from '@/shared/api/queries';
import { ProblemAlert } from '@/shared/components/ProblemAlert';
import { moment } from '@/shared/format';
import { changed, ofTimes } from '@/shared/params';
import { text } from '@/shared/text';
import { LogList } from './LogList';

const HALF_A_MINUTE = 30_000;

/** What all services said then; nothing else of what is chosen is kept. */
function othersAddress(record: LogEntry, params: URLSearchParams): string {
  const at = Date.parse(record.time);
  const env = params.get('env') ?? undefined;
  return `/logs?${changed(new URLSearchParams(), { env, ...ofTimes(at - HALF_A_MINUTE, at + HALF_A_MINUTE) })}`;
}

function Edge({
  more,
  loading,
  label,
  end,
  icon,
  onMore,
  onAgain,
}: {
  more: boolean;
  loading: boolean;
  label: string;
  end: string;
  icon: React.ReactNode;
  onMore: () => void;
  onAgain?: () => void;
}) {
  return (
    <Flex justify="center" align="center" gap={8} wrap style={{ padding: 10 }}>
      {more ? (
        <Button icon={icon} loading={loading} onClick={onMore}>
          {label}
        </Button>
      ) : (
        <Typography.Text type="secondary">{end}</Typography.Text>
      )}
      {!more && onAgain && (
        <Button type="text" size="small" icon={<ReloadOutlined />} loading={loading} onClick={onAgain}>
          {text.context.lookAgain}
        </Button>
      )}
    </Flex>
  );
}

function Neighbours({ id, params }: { id: string; params: URLSearchParams }) {
  const {
    data,
    error,
    isPending,
    isFetching,
    refetch,
    hasPreviousPage,
    hasNextPage,
    fetchPreviousPage,
    fetchNextPage,
    isFetchingPreviousPage,
    isFetchingNextPage,
  } = useInfiniteQuery(logContextPages(id));
  const list = useRef<HTMLDivElement>(null);
  const record = data?.pages.find((page) => page.asked.id === id)?.record;
  const entries = useMemo(
    () =>
      (data?.pages ?? []).flatMap((page) =>
        page.asked.id === id ? [...page.before, page.record, ...page.after] : [...page.before, ...page.after],
      ),
    [data, id],
  );
  const there = record !== undefined;
  // the record is what one came for; what is loaded later must not move the page
  useEffect(() => {
    if (there) {
      list.current?.querySelector(`[aria-current="true"]`)?.scrollIntoView({ block: 'center' });
    }
  }, [there]);
  if (error instanceof Problem && error.status === 404 && !data) {
    return (
      <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={<strong>{text.context.missing}</strong>}>
        <Typography.Paragraph type="secondary">{text.context.missingText}</Typography.Paragraph>
        <Button loading={isFetching} onClick={() => void refetch()}>
          {text.context.lookAgain}
        </Button>
      </Empty>
    );
  }
  return (
    <Flex vertical gap={12}>
      <ProblemAlert error={error} onRetry={() => void refetch()} />
      {isPending && <Skeleton active />}
      {record && (
        <>
          <Flex justify="space-between" align="baseline" gap="4px 16px" wrap>
            <Typography.Text type="secondary" style={{ overflowWrap: 'anywhere' }}>
              {text.context.subtitle(record.service, record.instance ? text.context.instance(record.instance) : '')}
              {' · '}
              {moment(record.time)}
            </Typography.Text>
            <Link to={othersAddress(record, params)}>
              <ClockCircleOutlined /> {text.context.others}
            </Link>
          </Flex>
          <div ref={list} className="context">
            <Edge
              more={hasPreviousPage}
              loading={isFetchingPreviousPage}
              label={text.context.before}
              end={text.context.first}
              icon={<UpOutlined />}
              onMore={() => void fetchPreviousPage()}
            />
            <LogList entries={entries} label={text.context.list} marked={id} />
            <Edge
              more={hasNextPage}
              loading={isFetchingNextPage || (isFetching && !isFetchingPreviousPage)}
              label={text.context.after}
              end={text.context.last}
              icon={<DownOutlined />}
              onMore={() => void fetchNextPage()}
              onAgain={() => void refetch()}
            />
          </div>
        </>
      )}
    </Flex>
  );
}

/** What the same copy of a service logged around the record that `around` in the address names. */
export function ContextDrawer() {
  const [params, setParams] = useSearchParams();
  const id = params.get('around');
  return (
    <Drawer
      open={id !== null}
      onClose={() => setParams((before) => changed(before, { around: undefined }))}
      title={text.context.title}
      size="min(960px, 100vw)"
      styles={{ body: { padding: 16 } }}
      destroyOnHidden
    >
      {id !== null && <Neighbours key={id} id={id} params={params} />}
    </Drawer>
  );
}
