// SPDX-License-Identifier: Apache-2.0
import { type GlobalToken, theme } from 'antd';
import { LineChart, ScatterChart } from 'echarts/charts';
import { AriaComponent, GridComponent, MarkLineComponent, TooltipComponent } from 'echarts/components';
import { connect, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { useEffect, useMemo, useRef } from 'react';
import { useNavigate } from 'react-router';
import type { Change } from '@/shared/api/client';
import type { Range } from '@/shared/api/prometheus';
import { type Dot, extentOf, type Line, short } from '@/shared/metrics';
import { text } from '@/shared/text';
import { changeMarks } from './changeMarks';
import { type Pointed, tooltipOf } from './metricTooltip';
import { useChart } from './useChart';
import './graph.css';

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
  /** How a panel wants it. */
  look?: GraphLook;
}

export interface GraphLook {
  format?: (value: number) => string;
  min?: number;
  max?: number;
  /** Between two labels of the values; what fits if absent. */
  interval?: (low: number, high: number) => number | undefined;
  /** Lines stand on one another; all have a point for each step. */
  stacked?: boolean;
  /** Levels that are marked. */
  marks?: { value: number; color: string }[];
  className?: string;
  /** Graphs with the same name show the same moment. */
  group?: string;
}

/** @param isPointed whether one points at this very graph, and at no other of its group */
export function optionOf(
  token: GlobalToken,
  { query, range, lines, colors, dots, changes, look = {} }: Drawn,
  isPointed = () => true,
) {
  const { format = short, min, max, interval, stacked = false, marks = [] } = look;
  const extent = stacked ? null : extentOf(lines);
  const step = extent ? interval?.(min ?? extent[0], max ?? extent[1]) : undefined;
  const whole = extent !== null && step !== undefined;
  const lineMarks = () => {
    const { data, ...all } = changeMarks(changes, token);
    const levels = marks.map(({ value, color }) => ({
      yAxis: value,
      name: format(value),
      lineStyle: { color, type: 'solid', width: 1 },
    }));
    return { ...all, data: [...data, ...levels] };
  };
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
      formatter: (pointed: Pointed | Pointed[]) =>
        isPointed() ? tooltipOf(Array.isArray(pointed) ? pointed : [pointed], range.step, format) : '',
    },
    // the last time stands beyond the end of the axis
    grid: { left: 8, right: 22, top: 12, bottom: 8, containLabel: true },
    xAxis: {
      type: 'time',
      min: range.start * 1000,
      max: range.end * 1000,
      axisLabel: { color: token.colorTextSecondary, hideOverlap: true },
    },
    yAxis: {
      type: 'value',
      scale: true,
      min: min ?? (whole ? Math.floor(extent[0] / step) * step : undefined),
      max: max ?? (whole ? Math.ceil(extent[1] / step) * step : undefined),
      interval: step,
      axisLabel: { color: token.colorTextSecondary, formatter: format, hideOverlap: true },
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
        // what is stacked is added up point by point
        sampling: stacked ? undefined : 'lttb',
        stack: stacked ? 'all' : undefined,
        areaStyle: stacked ? { opacity: 0.35 } : undefined,
        lineStyle: { width: 1.5 },
        emphasis: { disabled: true },
        markLine: at === 0 ? lineMarks() : undefined,
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
export default function MetricGraph({ query, range, lines, colors, dots, changes, look }: Drawn) {
  const { token } = theme.useToken();
  const navigate = useNavigate();
  const pointed = useRef(false);
  const option = useMemo(
    () => optionOf(token, { query, range, lines, colors, dots, changes, look }, () => pointed.current),
    [token, query, range, lines, colors, dots, changes, look],
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
  const group = look?.group;
  useEffect(() => {
    if (chart.current && group) {
      chart.current.group = group;
      connect(group);
    }
  }, [chart, group]);
  return (
    <div
      ref={host}
      className={look?.className ?? 'm-graph'}
      onPointerEnter={() => {
        pointed.current = true;
      }}
      onPointerLeave={() => {
        pointed.current = false;
      }}
    />
  );
}
