// SPDX-License-Identifier: Apache-2.0
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Button, Card, Empty, Flex, Segmented, Select, Skeleton, Typography } from 'antd';
import { lazy, Suspense, useMemo } from 'react';
import { resourcesQuery } from '@/shared/api/queries';
import { DataTable } from '@/shared/components/DataTable';
import { Page } from '@/shared/components/Page';
import { ProblemAlert } from '@/shared/components/ProblemAlert';
import { TimeChoice } from '@/shared/components/TimeChoice';
import { useNow } from '@/shared/components/useNow';
import { count, percent } from '@/shared/format';
import { EVERY, envOf, periodOf, type Span, useParameters } from '@/shared/params';
import { text } from '@/shared/text';
import { AlertList } from './AlertList';
import { AlertsNav } from './AlertsNav';
import { daysOf, inOrder, meanOf } from './alerts';
import { type AlertFilter, alertsPages, type FiguresAnswer, type FiguresBy, figuresQuery } from './api';
import { SeverityMark } from './Marks';
import './alerts.css';

const FiguresChart = lazy(() => import('./FiguresChart'));
const words = text.alerts.history;
const GROUPS = ['name', 'severity', 'service'] as const;
type Group = (typeof GROUPS)[number];
const SPANS: readonly Span[] = ['24h', '7d', '30d', '90d'];
const USUAL: Span = '7d';
const MINUTE = 60;
const MILLIS = MINUTE * 1000;

const mean = (seconds?: number | null) => meanOf(seconds) ?? text.common.none;

function AllInAll({ of }: { of: FiguresAnswer }) {
  const all = [
    { title: words.count, value: count(of.count), hint: '' },
    { title: words.mtta, value: mean(of.mttaSeconds), hint: words.mttaHint },
    { title: words.mttr, value: mean(of.mttrSeconds), hint: words.mttrHint },
    {
      title: words.share,
      value: of.count === 0 ? text.common.none : percent(of.claimed, of.count),
      hint: words.shareHint(count(of.claimed), count(of.count)),
    },
  ];
  return (
    <dl className="al-figures" aria-label={words.figures}>
      {all.map(({ title, value, hint }) => (
        <div key={title}>
          <dt>{title}</dt>
          <dd>
            <span className="al-large">{value}</span>
            {hint && <span className="al-hint">{hint}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}

type Row = FiguresAnswer['items'][number];

function Grouped({ rows, by }: { rows: Row[]; by: Group }) {
  const name = (key: string) =>
    by === 'severity' && key !== '' ? (
      <SeverityMark severity={key} />
    ) : (
      <strong className="al-key">{key || words.noKey}</strong>
    );
  return (
    <DataTable<Row>
      size="small"
      rowKey="key"
      aria-label={words.table}
      dataSource={rows}
      columns={[
        { title: words.groups[by], dataIndex: 'key', render: name },
        { title: words.count, dataIndex: 'count', align: 'right', render: (value: number) => count(value) },
        { title: words.share, align: 'right', render: (_, row) => percent(row.claimed, row.count) },
        { title: words.mtta, dataIndex: 'mttaSeconds', align: 'right', render: mean },
        { title: words.mttr, dataIndex: 'mttrSeconds', align: 'right', render: mean },
      ]}
    />
  );
}

function Resolved({ filter }: { filter: AlertFilter }) {
  const { data, error, isPending, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    alertsPages(filter, false),
  );
  const alerts = useMemo(() => inOrder((data?.pages ?? []).flatMap(({ items }) => items)), [data]);
  return (
    <section aria-label={words.resolved}>
      <Typography.Title level={2} className="al-heading al-above">
        {words.resolved}
      </Typography.Title>
      <ProblemAlert error={error} onRetry={() => void refetch()} />
      {isPending && <Skeleton active paragraph={{ rows: 6 }} />}
      {alerts.length > 0 && <AlertList alerts={alerts} label={words.resolved} />}
      {hasNextPage && (
        <Flex justify="center" className="al-more">
          <Button size="large" onClick={() => void fetchNextPage()} loading={isFetchingNextPage}>
            {text.common.more}
          </Button>
        </Flex>
      )}
    </section>
  );
}

/** What fired, how fast somebody took it, and how long it lasted. */
export default function HistoryPage() {
  const [params, change] = useParameters();
  const [now] = useNow(MINUTE);
  const env = envOf(params);
  const given = params.get('by') ?? '';
  const by: Group = GROUPS.find((each) => each === given) ?? 'name';
  const period = periodOf(params, USUAL);
  const [from, to] =
    'minutes' in period
      ? [Math.ceil(now / MILLIS) * MILLIS - period.minutes * MILLIS, Math.ceil(now / MILLIS) * MILLIS].map((each) =>
          new Date(each).toISOString(),
        )
      : [period.from, period.to];
  const days = useQuery(figuresQuery(env, from ?? '', to ?? '', 'day' satisfies FiguresBy));
  const groups = useQuery(figuresQuery(env, from ?? '', to ?? '', by));
  const environments = useQuery(resourcesQuery('Environment')).data ?? [];
  const filter = useMemo<AlertFilter>(
    () => ({ env, state: 'resolved', from, to: 'minutes' in period ? undefined : to }),
    [env, from, to, period],
  );
  const { data } = days;
  const drawn = useMemo(() => (data ? daysOf(data) : []), [data]);
  return (
    <Page
      title={words.title}
      subtitle={words.subtitle(env ?? words.everyEnv)}
      actions={
        <>
          <Select
            aria-label={text.telemetry.env}
            value={params.get('in') ?? EVERY}
            onChange={(next) => change({ in: next === EVERY ? undefined : next })}
            options={[
              { value: EVERY, label: text.telemetry.anyEnv },
              ...environments.map(({ name }) => ({ value: name, label: name })),
            ]}
            popupMatchSelectWidth={false}
          />
          <TimeChoice params={params} change={change} spans={SPANS} usual={USUAL} />
        </>
      }
    >
      <AlertsNav />
      <ProblemAlert error={days.error} onRetry={() => void days.refetch()} />
      {days.isPending && <Skeleton active paragraph={{ rows: 8 }} />}
      {data && data.count === 0 && (
        <Card>
          <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={words.empty}>
            <Typography.Text type="secondary">{words.emptyText}</Typography.Text>
          </Empty>
        </Card>
      )}
      {data && data.count > 0 && (
        <>
          <AllInAll of={data} />
          <Card size="small" title={<h2 className="al-title">{words.byDay}</h2>}>
            <Suspense fallback={<div className="al-chart" />}>
              <FiguresChart items={drawn} />
            </Suspense>
          </Card>
          <Card
            size="small"
            styles={{ body: { padding: 0 } }}
            title={<h2 className="al-title">{words.by}</h2>}
            extra={
              <Segmented<Group>
                aria-label={words.by}
                value={by}
                onChange={(next) => change({ by: next === 'name' ? undefined : next })}
                options={GROUPS.map((value) => ({ value, label: words.groups[value] }))}
              />
            }
          >
            <ProblemAlert error={groups.error} onRetry={() => void groups.refetch()} />
            {groups.data && !groups.isPlaceholderData ? (
              <Grouped rows={groups.data.items} by={by} />
            ) : (
              groups.isFetching && <Skeleton active style={{ padding: 16 }} />
            )}
          </Card>
          <Resolved filter={filter} />
        </>
      )}
    </Page>
  );
}
