// SPDX-License-Identifier: Apache-2.0
import { theme } from 'antd';
import { BarChart } from 'echarts/charts';
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import { use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { useMemo } from 'react';
import { useChart } from '@/shared/components/useChart';
import { text } from '@/shared/text';
import type { FiguresAnswer } from './api';

use([BarChart, GridComponent, LegendComponent, TooltipComponent, AriaComponent, CanvasRenderer]);

const words = text.alerts.history;
/** At least 3:1 on both grounds. */
const NOT_CLAIMED = '#8a8a8a';

/** How many alerts there were each day, and how many of them somebody claimed. */
export default function FiguresChart({ items }: { items: FiguresAnswer['items'] }) {
  const { token } = theme.useToken();
  const option = useMemo(() => {
    const bars = (name: string, color: string, value: (of: FiguresAnswer['items'][number]) => number) => ({
      name,
      type: 'bar',
      stack: 'all',
      barMaxWidth: 40,
      itemStyle: { color },
      data: items.map(value),
    });
    return {
      aria: { enabled: true, label: { description: words.chart } },
      animation: false,
      textStyle: { fontFamily: token.fontFamily },
      legend: { bottom: 0, textStyle: { color: token.colorText } },
      tooltip: {
        trigger: 'axis',
        axisPointer: { type: 'shadow' },
        confine: true,
        backgroundColor: token.colorBgElevated,
        borderColor: token.colorBorder,
        textStyle: { color: token.colorText, fontSize: 12.5 },
      },
      grid: { left: 4, right: 8, top: 8, bottom: 32, containLabel: true },
      xAxis: {
        type: 'category',
        data: items.map(({ key }) => key.slice(0, 10).slice(5)),
        axisTick: { show: false },
        axisLine: { lineStyle: { color: token.colorBorder } },
        axisLabel: { color: token.colorTextSecondary, hideOverlap: true },
      },
      yAxis: {
        type: 'value',
        minInterval: 1,
        splitNumber: 3,
        axisLabel: { color: token.colorTextSecondary },
        splitLine: { lineStyle: { color: token.colorBorderSecondary } },
      },
      series: [
        bars(words.claimed, token.colorPrimary, (of) => of.claimed),
        bars(words.unclaimed, NOT_CLAIMED, (of) => of.count - of.claimed),
      ],
    };
  }, [items, token]);
  const { host } = useChart(option);
  return <div ref={host} className="al-chart" />;
}
