// SPDX-License-Identifier: Apache-2.0
import { useQueries } from '@tanstack/react-query';
import { Skeleton, Typography, theme } from 'antd';
import { lazy, Suspense, useMemo, useState } from 'react';
import { exemplarsQuery } from '@/shared/api/prometheus';
import { colorsOf } from '@/shared/colors';
import type { GraphLook } from '@/shared/components/MetricGraph';
import { MetricLegend } from '@/shared/components/MetricLegend';
import { count } from '@/shared/format';
import { dotsOf, extentOf, MOST_LINES } from '@/shared/metrics';
import { text } from '@/shared/text';
import type { PanelContent } from './DashboardPanel';
import { alignedOf } from './dashboard';
import { MetricExemplars } from './MetricExemplars';
import { PanelEmpty, PanelFailure } from './PanelFailure';
import { useFormat, useHistory } from './panelData';
import { intervalOf } from './units';

const MetricGraph = lazy(() => import('@/shared/components/MetricGraph'));

/** Panels of one dashboard show the same moment. */
const GROUP = 'dashboard';

/** How a panel wants its lines to be drawn. */
function useLook({ panel, large }: PanelContent): GraphLook {
  const { token } = theme.useToken();
  const format = useFormat(panel);
  return useMemo(
    () => ({
      format,
      min: panel.min,
      max: panel.max,
      interval: (low, high) => intervalOf(panel.unit, low, high),
      stacked: panel.stacked,
      marks: (panel.thresholds ?? [])
        .filter(({ level }) => level !== 'ok')
        .map(({ value, level }) => ({ value, color: level === 'error' ? token.colorError : token.colorWarning })),
      className: large ? 'd-graph d-graph-large' : 'd-graph',
      group: GROUP,
    }),
    [format, panel, large, token],
  );
}

/** Exemplars are asked for when one looks closer: each is a query more. */
function useExemplars({ view, large, seen }: PanelContent, expressions: string[]) {
  const results = useQueries({
    queries: expressions.map((query) => ({
      ...exemplarsQuery(query, view.time.start, view.time.end),
      enabled: large && seen,
    })),
  });
  const all = results.map(({ data }) => data?.data);
  const key = all.map((each) => each?.length ?? 0).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the results are new each time; what matters is whether there is more
  return useMemo(() => all.flatMap((each) => each ?? []), [key, view.time]);
}

/** Lines over time. */
export function PanelHistory(content: PanelContent) {
  const { panel, view, large } = content;
  const { result, lines, expressions } = useHistory(content);
  const [alone, setAlone] = useState<string | null>(null);
  const look = useLook(content);
  const { time } = view;
  const drawn = useMemo(() => {
    const some = lines.slice(0, MOST_LINES);
    return panel.stacked ? some.map((line) => alignedOf(line, time)) : some;
  }, [lines, panel.stacked, time]);
  const colors = useMemo(() => colorsOf(drawn.map(({ name }) => name)), [drawn]);
  const shown = useMemo(() => {
    const found = drawn.filter(({ name }) => name === alone);
    return found.length > 0 ? found : drawn;
  }, [drawn, alone]);
  const exemplars = useExemplars(content, expressions);
  const dots = useMemo(
    () => dotsOf(exemplars, time.start, time.end, extentOf(shown)),
    [exemplars, time.start, time.end, shown],
  );
  if (result.error) {
    return <PanelFailure error={result.error} onRetry={() => void result.refetch()} />;
  }
  if (result.data === undefined) {
    return <Skeleton active={content.seen} title={false} paragraph={{ rows: 5 }} className="d-waiting" />;
  }
  if (lines.length === 0) {
    return <PanelEmpty />;
  }
  return (
    <div className={result.isPlaceholderData ? 'm-stale' : undefined} aria-busy={result.isPlaceholderData}>
      <Suspense fallback={<div className={look.className} />}>
        <MetricGraph
          query={panel.title}
          range={time}
          lines={shown}
          colors={colors}
          dots={dots}
          changes={view.changes}
          look={look}
        />
      </Suspense>
      <MetricLegend
        lines={drawn}
        colors={colors}
        alone={shown === drawn ? null : alone}
        onAlone={setAlone}
        format={look.format}
      />
      {lines.length > drawn.length && (
        <Typography.Text type="secondary">
          {text.dashboards.panel.lines(drawn.length, count(lines.length))}
        </Typography.Text>
      )}
      {large && dots.length > 0 && <MetricExemplars dots={dots} />}
    </div>
  );
}
