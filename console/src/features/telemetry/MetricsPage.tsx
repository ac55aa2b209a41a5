// SPDX-License-Identifier: Apache-2.0
import { CaretRightOutlined, UnorderedListOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Card, Empty, Flex, Segmented, Select, Skeleton, Typography } from 'antd';
import { useEffect, useMemo, useState } from 'react';
import { instantQuery, metricNamesQuery, parseQuery, QueryError, rangeQuery } from '@/shared/api/prometheus';
import type { Period } from '@/shared/api/queries';
import { Page } from '@/shared/components/Page';
import { ProblemAlert } from '@/shared/components/ProblemAlert';
import { TimeChoice } from '@/shared/components/TimeChoice';
import { useRested } from '@/shared/components/useRested';
import { count, moment } from '@/shared/format';
import {
  momentOf,
  placeOf,
  RESOLUTIONS,
  type Resolution,
  rangeOf,
  resolutionOf,
  rowsOf,
  VIEWS,
  type View,
  viewOf,
} from '@/shared/metrics';
import { periodOf, useParameters } from '@/shared/params';
import { text } from '@/shared/text';
import { MetricBrowser } from './MetricBrowser';
import { MetricHistory } from './MetricHistory';
import { MetricTable } from './MetricTable';
import { NoMetrics } from './NoMetrics';
import { PromqlEditor } from './PromqlEditor';
import { QueryFailure, QueryNotes } from './QueryNotes';
import './telemetry.css';
import './operations.css';
import './metrics.css';

const words = text.metrics;
const HOURS = 24;

interface Asked {
  query: string;
  period: Period;
  resolution: Resolution;
  view: View;
  /** How often it was asked for: each time it is answered anew. */
  times: number;
}

/** What is asked for, as the view that is shown needs it. */
function useResult({ query, period, resolution, view, times }: Asked) {
  const graph = useQuery({
    ...rangeQuery(query, () => rangeOf(period, resolution, Date.now()), [period, resolution, times]),
    enabled: query !== '' && view === 'graph',
  });
  const table = useQuery({
    ...instantQuery(query, () => momentOf(period, Date.now()), [period, times]),
    enabled: query !== '' && view === 'table',
  });
  return { graph, table, shown: view === 'graph' ? graph : table };
}

/** What is wrong with what is written, while one writes. */
function useMistake(written: string, query: string): Error | null {
  const rested = useRested(written);
  const { error } = useQuery({
    ...parseQuery(rested),
    enabled: rested.trim() !== '' && rested !== query,
  });
  return rested === written && written !== query && error instanceof QueryError ? error : null;
}

export default function MetricsPage() {
  const [params, change] = useParameters();
  const query = params.get('query') ?? '';
  const view = viewOf(params);
  const resolution = resolutionOf(params);
  const period = periodOf(params);
  const [written, setWritten] = useState(query);
  useEffect(() => setWritten(query), [query]);
  const [times, setTimes] = useState(0);
  const [browsing, setBrowsing] = useState(false);
  const names = useQuery(metricNamesQuery(HOURS));
  const { graph, table, shown } = useResult({ query, period, resolution, view, times });
  const mistake = useMistake(written, query);
  const error = written === query ? shown.error : mistake;
  const mark = useMemo(() => {
    const place = error instanceof QueryError ? placeOf(error.message, written) : null;
    return place && error ? { ...place, message: error.message } : null;
  }, [error, written]);
  const run = (next: string) => {
    setWritten(next);
    change({ query: next.trim() === '' ? undefined : next });
    setTimes(times + 1);
  };
  const none = names.data?.data.length === 0;
  const browsed = !none && (browsing || query === '') ? (names.data?.data ?? null) : null;
  // what was asked before stays until what is asked now has come, but not beside an error
  const answer = query === '' || shown.error ? undefined : shown.data;
  return (
    <Page title={words.title} subtitle={words.subtitle} actions={<TimeChoice params={params} change={change} />}>
      <Flex vertical gap={8}>
        <div className="m-ask">
          <PromqlEditor value={written} onChange={setWritten} onRun={() => run(written)} mark={mark} />
          <Flex gap={8} className="m-buttons">
            <Button
              type="primary"
              icon={<CaretRightOutlined />}
              loading={shown.isFetching}
              onClick={() => run(written)}
            >
              {words.run}
            </Button>
            <Button
              icon={<UnorderedListOutlined />}
              aria-expanded={browsed !== null}
              disabled={names.data === undefined || none}
              onClick={() => setBrowsing(!browsing)}
            >
              {words.browse}
            </Button>
          </Flex>
        </div>
        <Typography.Text type="secondary" className="wide-only" style={{ fontSize: 12.5 }}>
          {words.keys}
        </Typography.Text>
        <QueryFailure error={error} onRetry={() => run(query)} onTable={() => change({ view: 'table' })} />
        {answer && <QueryNotes warnings={answer.warnings} infos={answer.infos} />}
      </Flex>
      {query === '' && <ProblemAlert error={names.error} onRetry={() => void names.refetch()} />}
      {browsed && (
        <MetricBrowser
          names={browsed}
          onChoose={(next) => {
            setBrowsing(false);
            run(next);
          }}
        />
      )}
      {query === '' && names.isPending && <Skeleton active />}
      {query === '' && none && <NoMetrics />}
      {query !== '' && (
        <Card size="small" role="region" aria-label={words.result}>
          <Flex justify="space-between" align="center" gap={8} wrap style={{ paddingBottom: 12 }}>
            <Segmented<View>
              aria-label={words.view}
              value={view}
              onChange={(next) => change({ view: next === 'graph' ? undefined : next })}
              options={VIEWS.map((each) => ({ value: each, label: words.views[each] }))}
            />
            {view === 'graph' ? (
              <Select<Resolution>
                aria-label={words.resolution}
                value={resolution}
                onChange={(next) => change({ resolution: next === 'auto' ? undefined : next })}
                options={(Object.keys(RESOLUTIONS) as Resolution[]).map((each) => ({
                  value: each,
                  label: words.resolutions[each],
                }))}
                popupMatchSelectWidth={false}
              />
            ) : (
              <Typography.Text type="secondary">
                {words.tableOf(
                  moment(new Date(momentOf(period, table.dataUpdatedAt || Date.now()) * 1000).toISOString()),
                )}
              </Typography.Text>
            )}
          </Flex>
          {shown.isPending && <Skeleton active paragraph={{ rows: 8 }} />}
          {shown.error && <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={words.wrong} />}
          {!shown.error && (
            <div className={shown.isPlaceholderData ? 'm-stale' : undefined} aria-busy={shown.isPlaceholderData}>
              {view === 'graph' && graph.data && (
                <MetricHistory query={query} data={graph.data.data} range={graph.data.range} />
              )}
              {view === 'table' &&
                table.data &&
                (rowsOf(table.data.data).length === 0 ? (
                  <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={words.nothing}>
                    <Typography.Text type="secondary">{words.nothingText}</Typography.Text>
                  </Empty>
                ) : (
                  <>
                    <Typography.Text type="secondary" role="status">
                      {words.series(count(rowsOf(table.data.data).length))}
                    </Typography.Text>
                    <MetricTable data={table.data.data} />
                  </>
                ))}
            </div>
          )}
        </Card>
      )}
    </Page>
  );
}
