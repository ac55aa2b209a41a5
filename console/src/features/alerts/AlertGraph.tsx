// SPDX-License-Identifier: Apache-2.0
import { useQuery } from '@tanstack/react-query';
import { Card, Empty, Skeleton, Typography, theme } from 'antd';
import { lazy, Suspense, useMemo, useState } from 'react';
import { Link } from 'react-router';
import type { Change } from '@/shared/api/client';
import { rangeQuery } from '@/shared/api/prometheus';
import { colorsOf } from '@/shared/colors';
import { MetricLegend } from '@/shared/components/MetricLegend';
import { useNow } from '@/shared/components/useNow';
import { linesOf, rangeOf } from '@/shared/metrics';
import { text } from '@/shared/text';
import { around, graphed, leadsOf, ofAlert } from './alerts';
import type { AlertDetail } from './api';
import { QueryProblem } from './QueryProblem';

const MetricGraph = lazy(() => import('@/shared/components/MetricGraph'));
const words = text.alerts.one;
const NONE: never[] = [];
const MINUTE = 60;

/** How the expression came to fire: an hour before, and until it ended or now. */
export function AlertGraph({ detail, expr, changes }: { detail: AlertDetail; expr: string; changes: Change[] }) {
  const { token } = theme.useToken();
  const { alert } = detail;
  const [now] = useNow(alert.endedAt == null ? MINUTE : null);
  const [alone, setAlone] = useState<string | null>(null);
  const { query, level } = useMemo(() => graphed(expr), [expr]);
  const [from, to] = around(alert, now);
  const asked = rangeOf({ from: new Date(from).toISOString(), to: new Date(to).toISOString() }, 'auto', now);
  const { data, error, isPending, refetch } = useQuery(rangeQuery(query, () => asked, [asked.start, asked.end]));
  const lines = useMemo(
    () => (data ? linesOf(ofAlert(data.data, alert.labels), data.range.step) : NONE),
    [data, alert.labels],
  );
  const colors = useMemo(() => colorsOf(lines.map(({ name }) => name)), [lines]);
  const shown = useMemo(() => {
    const found = lines.filter(({ name }) => name === alone);
    return found.length > 0 ? found : lines;
  }, [lines, alone]);
  const look = useMemo(
    () => ({ className: 'al-graph', marks: level === null ? [] : [{ value: level, color: token.colorError }] }),
    [level, token],
  );
  const lead = leadsOf(detail).metrics;
  return (
    <Card
      size="small"
      title={<h2 className="al-title">{words.graph}</h2>}
      extra={lead && <Link to={lead}>{words.openMetrics}</Link>}
    >
      <code className="al-query">{expr}</code>
      <QueryProblem error={error} onRetry={() => void refetch()} />
      {isPending && <Skeleton active paragraph={{ rows: 6 }} />}
      {data && lines.length === 0 && <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={words.noGraph} />}
      {data && lines.length > 0 && (
        <>
          <Suspense fallback={<Skeleton active paragraph={{ rows: 6 }} />}>
            <MetricGraph
              query={query}
              range={data.range}
              lines={shown}
              colors={colors}
              dots={NONE}
              changes={changes}
              look={look}
            />
          </Suspense>
          <MetricLegend lines={lines} colors={colors} alone={shown === lines ? null : alone} onAlone={setAlone} />
          <Typography.Text className="al-hint wide-only">{words.graphHint}</Typography.Text>
        </>
      )}
    </Card>
  );
}
