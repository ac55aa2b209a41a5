// SPDX-License-Identifier: Apache-2.0
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Skeleton, Typography } from 'antd';
import { lazy, Suspense, useMemo, useState } from 'react';
import type { Change } from '@/shared/api/client';
import type { Range } from '@/shared/api/prometheus';
import { changesQuery } from '@/shared/api/queries';
import { colorsOf } from '@/shared/colors';
import { MetricLegend } from '@/shared/components/MetricLegend';
import { count } from '@/shared/format';
import type { Line } from '@/shared/metrics';
import { changesIn } from './operations';

const MetricGraph = lazy(() => import('@/shared/components/MetricGraph'));
const MOST_CHANGES = 100;
const NONE: never[] = [];

/** What was changed in an environment in that time, to be marked. */
export function useChanges(env: string, from: string | undefined, to: string | undefined): Change[] {
  const { data } = useQuery({
    ...changesQuery({ from, to, limit: MOST_CHANGES }),
    enabled: from !== undefined,
    placeholderData: keepPreviousData,
  });
  return useMemo(() => changesIn(data?.items ?? NONE, env), [data, env]);
}

/** There is no half a visitor, also not at an axis. */
const whole = (value: number) => (Number.isInteger(value) ? count(value) : '');

/** What was counted over time, with the changes of that time. */
export function BusinessChart({
  title,
  lines,
  colors,
  range,
  changes,
  stacked = false,
  format = whole,
}: {
  title: string;
  lines: Line[];
  /** By the names of lines; any if absent. */
  colors?: Map<string, string>;
  range: Range;
  changes: Change[];
  stacked?: boolean;
  format?: (value: number) => string;
}) {
  const [alone, setAlone] = useState<string | null>(null);
  const found = lines.filter(({ name }) => name === alone);
  const shown = found.length > 0 ? found : lines;
  const look = useMemo(() => ({ format, min: 0, stacked, className: 'b-graph' }), [format, stacked]);
  const painted = useMemo(() => colors ?? colorsOf(lines.map(({ name }) => name)), [colors, lines]);
  return (
    <section className="b-chart" aria-label={title}>
      <Typography.Title level={3} className="op-heading">
        {title}
      </Typography.Title>
      <Suspense fallback={<Skeleton active title={false} paragraph={{ rows: 5 }} className="b-graph" />}>
        <MetricGraph
          query={title}
          range={range}
          lines={shown}
          colors={painted}
          dots={NONE}
          changes={changes}
          look={look}
        />
      </Suspense>
      {lines.length > 1 && (
        <MetricLegend
          lines={lines}
          colors={painted}
          alone={found.length > 0 ? alone : null}
          onAlone={setAlone}
          format={null}
        />
      )}
    </section>
  );
}
