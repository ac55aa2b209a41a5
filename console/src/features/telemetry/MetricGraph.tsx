// SPDX-License-Identifier: Apache-2.0
import { type GlobalToken, theme } from 'antd';
import { LineChart, ScatterChart } from 'echarts/charts';
import { AriaComponent, GridComponent, MarkLineComponent, TooltipComponent } from 'echarts/components';
import { use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { useEffect, useMemo } from 'react';
import { useNavigate } from 'react-router';
import type { Change } from '@/shared/api/client';
import type { Range } from '@/shared/api/prometheus';
import { changeMarks } from '@/shared/components/changeMarks';
import { useChart } from '@/shared/components/useChart';
import { text } from '@/shared/text';
import { type Dot, type Line, short } from './metrics';
import { type Pointed, tooltipOf } from './metricTooltip';

use([LineChart, ScatterChart, GridComponent, TooltipComponent, MarkLineComponent, AriaComponent, CanvasRenderer]);

const words = text.metrics;
/** A line of fewer points shows each, so that one alone between gaps is seen. */
const FEW_POINTS = 120;

export interface Drawn {
  query: string;
  range: Range;
  lines: Line[];
  colors: Map<string, string>;
  dots: Dot[];
  changes: Change[];
}

export function optionOf(token: GlobalToken, { query, range, lines, colors, dots, changes }: Drawn) {
  return {
    aria: { enabled: true, label: { description: words.graph(query) } },
    animation: false,
    textStyle: { fontFamily: token.fontFamily },
    tooltip: {
      trigger: 'axis',
      confine: true,
      transitionDuration: 0,
      backgroundColor: token.colorBgElevated,
      borderColor: token.colorBorder,
      textStyle: { color: token.colorText, fontSize: 12.5 },
      formatter: (pointed: Pointed | Pointed[]) => tooltipOf(Array.isArray(pointed) ? pointed : [pointed], range.step),
    },
    grid: { left: 8, right: 12, top: 12, bottom: 8, containLabel: true },
    xAxis: {
      type: 'time',
      min: range.start * 1000,
      max: range.end * 1000,
      axisLabel: { color: token.colorTextSecondary, hideOverlap: true },
    },
    yAxis: {
      type: 'value',
      scale: true,
      axisLabel: { color: token.colorTextSecondary, formatter: short },
      splitLine: { lineStyle: { color: token.colorBorderSecondary } },
    },
    series: [
      ...lines.map((line, at) => ({
        type: 'line',
        name: line.name,
        dimensions: ['time', 'value'],
        encode: { x: 'time', y: 'value' },
        data: line.points,
        color: colors.get(line.name),
        symbol: 'circle',
        symbolSize: 3,
        showSymbol: line.points.length < 2 * FEW_POINTS,
        showAllSymbol: true,
        sampling: 'lttb',
        lineStyle: { width: 1.5 },
        emphasis: { disabled: true },
        markLine: at === 0 ? changeMarks(changes, token) : undefined,
      })),
      {
        type: 'scatter',
        name: words.exemplars,
        z: 4,
        cursor: 'pointer',
        symbol: 'diamond',
        symbolSize: 11,
        itemStyle: { color: token.colorPrimary, borderColor: token.colorBgContainer, borderWidth: 1 },
        data: dots.map((dot) => ({
          value: [dot.at, dot.y],
          traceId: dot.traceId,
          observed: dot.value,
          of: dot.series,
        })),
      },
    ],
  };
}

/** Lines over time, with exemplars that lead to their traces and marks that lead to their changes. */
export default function MetricGraph({ query, range, lines, colors, dots, changes }: Drawn) {
  const { token } = theme.useToken();
  const navigate = useNavigate();
  const option = useMemo(
    () => optionOf(token, { query, range, lines, colors, dots, changes }),
    [token, query, range, lines, colors, dots, changes],
  );
  const { host, chart } = useChart(option, true);
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
  return <div ref={host} className="m-graph" />;
}
