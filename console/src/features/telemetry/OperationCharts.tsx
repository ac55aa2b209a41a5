// SPDX-License-Identifier: Apache-2.0
import { type GlobalToken, Typography, theme } from 'antd';
import { LineChart, ScatterChart } from 'echarts/charts';
import { AriaComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent } from 'echarts/components';
import { use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { useEffect, useMemo } from 'react';
import { useNavigate } from 'react-router';
import type { Change, Schemas } from '@/shared/api/client';
import { changeMarks } from '@/shared/components/changeMarks';
import { useChart } from '@/shared/components/useChart';
import { millis } from '@/shared/format';
import { text } from '@/shared/text';
import { callRate, type Point } from './operations';

use([
  LineChart,
  ScatterChart,
  GridComponent,
  TooltipComponent,
  LegendComponent,
  MarkLineComponent,
  AriaComponent,
  CanvasRenderer,
]);

const words = text.operations;
/** Of p50, p95 and p99; at least 3:1 on both grounds. */
const COLORS = ['#1f9bb3', '#7568e0', '#d9632b'];

interface Drawn {
  from: string;
  to: string;
  points: Point[];
  examples: Schemas['Example'][];
  changes: Change[];
}

function frame(token: GlobalToken, { from, to }: Drawn, description: string, written: (value: number) => string) {
  return {
    aria: { enabled: true, label: { description } },
    animation: false,
    textStyle: { fontFamily: token.fontFamily },
    legend: { bottom: 0, textStyle: { color: token.colorText } },
    tooltip: {
      trigger: 'axis',
      backgroundColor: token.colorBgElevated,
      borderColor: token.colorBorder,
      textStyle: { color: token.colorText },
      valueFormatter: (value: unknown) => (typeof value === 'number' ? written(value) : text.common.none),
    },
    grid: { left: 8, right: 12, top: 12, bottom: 36, containLabel: true },
    xAxis: {
      type: 'time',
      min: Date.parse(from),
      max: Date.parse(to),
      axisLabel: { color: token.colorTextSecondary, hideOverlap: true },
    },
    yAxis: {
      type: 'value',
      axisLabel: {
        color: token.colorTextSecondary,
        formatter: (value: number) => (value === 0 ? '0' : written(value)),
      },
      splitLine: { lineStyle: { color: token.colorBorderSecondary } },
    },
  };
}

/** Also a step alone, between some in which there was no call, is seen. */
const LINE = { type: 'line', symbol: 'circle', symbolSize: 3, showAllSymbol: true } as const;

/** What one can open with a click, so above the lines. */
const POINTS = { type: 'scatter', z: 4, cursor: 'pointer', tooltip: { valueFormatter: () => words.openHint } } as const;

function ratesOf(token: GlobalToken, drawn: Drawn) {
  const errorsAt = new Map(drawn.points.map((point) => [point.at, point.errors]));
  return {
    ...frame(token, drawn, words.rates, callRate),
    color: [token.colorPrimary, token.colorError, token.colorError],
    series: [
      {
        ...LINE,
        name: words.series.calls,
        areaStyle: { opacity: 0.12 },
        data: drawn.points.map((point) => [point.at, point.rate]),
        markLine: changeMarks(drawn.changes, token),
      },
      { ...LINE, name: words.series.errors, data: drawn.points.map((point) => [point.at, point.errors]) },
      {
        ...POINTS,
        name: words.series.failed,
        symbol: 'triangle',
        symbolSize: 11,
        data: drawn.examples
          .filter((example) => example.error && errorsAt.has(Date.parse(example.at)))
          .map(({ at, traceId }) => ({ value: [Date.parse(at), errorsAt.get(Date.parse(at))], traceId })),
      },
    ],
  };
}

function durationsOf(token: GlobalToken, drawn: Drawn) {
  return {
    ...frame(token, drawn, words.durations, millis),
    color: [...COLORS, token.colorPrimary],
    series: [
      ...(['p50', 'p95', 'p99'] as const).map((figure, at) => ({
        ...LINE,
        name: words[figure],
        data: drawn.points.map((point) => [point.at, point[figure]]),
        markLine: at === 0 ? changeMarks(drawn.changes, token) : undefined,
      })),
      {
        ...POINTS,
        name: words.series.slow,
        symbol: 'diamond',
        symbolSize: 11,
        data: drawn.examples
          .filter((example) => !example.error)
          .map(({ at, traceId, millis }) => ({ value: [Date.parse(at), millis], traceId })),
      },
    ],
  };
}

/** A chart whose points lead to their traces, and whose marks lead to their changes. */
function Chart({ title, option }: { title: string; option: ReturnType<typeof ratesOf | typeof durationsOf> }) {
  const navigate = useNavigate();
  const { host, chart } = useChart(option);
  useEffect(() => {
    const made = chart.current;
    const open = ({ data }: { data?: unknown }) => {
      const { traceId, seq } = (data ?? {}) as { traceId?: string; seq?: number };
      if (traceId) {
        void navigate(`/traces/${traceId}`);
      } else if (seq !== undefined) {
        void navigate(`/changes?seq=${seq}`);
      }
    };
    made?.on('click', open);
    return () => {
      made?.off('click', open);
    };
  }, [chart, navigate]);
  return (
    <div style={{ minWidth: 0 }}>
      <Typography.Title level={3} className="op-heading">
        {title}
      </Typography.Title>
      <div ref={host} style={{ height: 240 }} />
    </div>
  );
}

export default function OperationCharts(drawn: Drawn) {
  const { token } = theme.useToken();
  const { from, to, points, examples, changes } = drawn;
  const [rates, durations] = useMemo(() => {
    const shown = { from, to, points, examples, changes };
    return [ratesOf(token, shown), durationsOf(token, shown)];
  }, [token, from, to, points, examples, changes]);
  return (
    <div className="op-charts">
      <Chart title={words.rates} option={rates} />
      <Chart title={words.durations} option={durations} />
    </div>
  );
}
