// SPDX-License-Identifier: Apache-2.0
import { useQuery } from '@tanstack/react-query';
import { Empty, Flex, Skeleton, Typography } from 'antd';
import { lazy, Suspense, useMemo, useState } from 'react';
import { exemplarsQuery, type QueryData, type Range } from '@/shared/api/prometheus';
import { changesQuery } from '@/shared/api/queries';
import { colorsOf } from '@/shared/colors';
import { MetricLegend } from '@/shared/components/MetricLegend';
import { count, span } from '@/shared/format';
import { dotsOf, extentOf, linesOf } from '@/shared/metrics';
import { text } from '@/shared/text';
import { MetricExemplars } from './MetricExemplars';

const MetricGraph = lazy(() => import('@/shared/components/MetricGraph'));
const words = text.metrics;
const MOST_CHANGES = 100;
const NONE: never[] = [];

/** What a query gives over time, as lines. */
export function MetricHistory({ query, data, range }: { query: string; data: QueryData; range: Range }) {
  const [alone, setAlone] = useState<string | null>(null);
  const lines = useMemo(() => linesOf(data, range.step), [data, range.step]);
  const colors = useMemo(() => colorsOf(lines.map(({ name }) => name)), [lines]);
  const shown = useMemo(() => {
    const found = lines.filter(({ name }) => name === alone);
    return found.length > 0 ? found : lines;
  }, [lines, alone]);
  const exemplars = useQuery(exemplarsQuery(query, range.start, range.end)).data?.data;
  const changes = useQuery(
    changesQuery({
      from: new Date(range.start * 1000).toISOString(),
      to: new Date(range.end * 1000).toISOString(),
      limit: MOST_CHANGES,
    }),
  ).data?.items;
  const dots = useMemo(
    () => dotsOf(exemplars ?? NONE, range.start, range.end, extentOf(shown)),
    [exemplars, range.start, range.end, shown],
  );
  const all = data.resultType === 'matrix' ? data.result.length : 0;
  if (lines.length === 0) {
    return (
      <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={words.nothing}>
        <Typography.Text type="secondary">{words.nothingText}</Typography.Text>
      </Empty>
    );
  }
  return (
    <Flex vertical gap={12}>
      <Typography.Text type="secondary" role="status">
        {[
          words.series(count(all)),
          words.step(span(range.step * 1000)),
          ...(all > lines.length ? [words.cut(count(lines.length))] : []),
        ].join(' · ')}
      </Typography.Text>
      <Suspense fallback={<Skeleton active paragraph={{ rows: 8 }} />}>
        <MetricGraph query={query} range={range} lines={shown} colors={colors} dots={dots} changes={changes ?? NONE} />
      </Suspense>
      <MetricLegend lines={lines} colors={colors} alone={shown === lines ? null : alone} onAlone={setAlone} />
      {dots.length > 0 && <MetricExemplars dots={dots} />}
      <Typography.Text type="secondary" className="wide-only">
        {words.marks}
      </Typography.Text>
    </Flex>
  );
}
