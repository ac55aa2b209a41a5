// SPDX-License-Identifier: Apache-2.0
import { theme } from 'antd';
import { LineChart } from 'echarts/charts';
import { AriaComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent } from 'echarts/components';
import { use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { useMemo } from 'react';
import type { Change, Schemas } from '@/shared/api/client';
import { changeMarks } from '@/shared/components/changeMarks';
import { useChart } from '@/shared/components/useChart';
import { text } from '@/shared/text';

use([LineChart, GridComponent, TooltipComponent, LegendComponent, MarkLineComponent, AriaComponent, CanvasRenderer]);

type Traffic = Schemas['TrafficSummary'];

/** Steps in which nothing passed are not told; a line has to go down to nothing there. */
function points(traffic: Traffic, of: (step: Traffic['steps'][number]) => number): [number, number][] {
  const width = traffic.stepSeconds * 1000;
  const byTime = new Map(traffic.steps.map((step) => [Date.parse(step.at), of(step) / traffic.stepSeconds]));
  const first = Math.ceil(Date.parse(traffic.from) / width) * width;
  // the last step is not over yet
  const last = Math.floor(Date.parse(traffic.to) / width) * width - width;
  const all: [number, number][] = [];
  for (let at = first; at <= last; at += width) {
    all.push([at, byTime.get(at) ?? 0]);
  }
  return all;
}

/** Requests and errors over time, with a mark at every change of the ledger. */
export function TrafficChart({ traffic, changes }: { traffic: Traffic; changes: Change[] }) {
  const { token } = theme.useToken();

  const option = useMemo(() => {
    return {
      aria: { enabled: true },
      animation: false,
      color: [token.colorPrimary, token.colorError],
      textStyle: { fontFamily: token.fontFamily },
      legend: { bottom: 0, textStyle: { color: token.colorText } },
      tooltip: {
        trigger: 'axis',
        backgroundColor: token.colorBgElevated,
        borderColor: token.colorBorder,
        textStyle: { color: token.colorText },
        valueFormatter: (value: unknown) => (typeof value === 'number' ? value.toFixed(1) : ''),
      },
      grid: { left: 8, right: 12, top: 12, bottom: 36, containLabel: true },
      xAxis: { type: 'time', axisLabel: { color: token.colorTextSecondary, hideOverlap: true } },
      yAxis: {
        type: 'value',
        minInterval: 1,
        axisLabel: { color: token.colorTextSecondary },
        splitLine: { lineStyle: { color: token.colorBorderSecondary } },
      },
      series: [
        {
          name: text.overview.series.requests,
          type: 'line',
          showSymbol: false,
          areaStyle: { opacity: 0.12 },
          data: points(traffic, (step) => step.requests),
          markLine: changeMarks(
            changes.filter((change) => change.at >= traffic.from),
            token,
          ),
        },
        {
          name: text.overview.series.errors,
          type: 'line',
          showSymbol: false,
          data: points(traffic, (step) => step.errors),
        },
      ],
    };
  }, [traffic, changes, token]);
  const { host } = useChart(option);

  return <div ref={host} style={{ height: 240 }} />;
}
