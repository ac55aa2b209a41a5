// SPDX-License-Identifier: Apache-2.0
import { theme } from 'antd';
import { BarChart } from 'echarts/charts';
import { GridComponent, TooltipComponent } from 'echarts/components';
import { use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { type PointerEvent, useMemo, useState } from 'react';
import type { Schemas } from '@/shared/api/client';
import { useChart } from '@/shared/components/useChart';
import { text } from '@/shared/text';
import { between, SEVERITIES, type Severity, type Step, steps } from './histogram';

use([BarChart, GridComponent, TooltipComponent, CanvasRenderer]);

const DAY = 86_400;
const ORDER: readonly Severity[] = ['none', ...SEVERITIES];

function label(step: Step, stepSeconds: number, severalDays: boolean): string {
  const date = new Date(step.at);
  const two = (number: number) => String(number).padStart(2, '0');
  const day = `${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  if (stepSeconds >= DAY) {
    return day;
  }
  const time = `${two(date.getHours())}:${two(date.getMinutes())}${stepSeconds < 60 ? `:${two(date.getSeconds())}` : ''}`;
  return severalDays ? `${day} ${time}` : time;
}

/** How many were said when, and how bad. Choosing a bar, or dragging over some, is choosing their time. */
export function LogHistogram({
  histogram,
  onChoose,
}: {
  histogram: Schemas['Histogram'];
  onChoose: (from: number, to: number) => void;
}) {
  const { token } = theme.useToken();
  const [dragged, setDragged] = useState<{ from: number; to: number } | null>(null);
  const all = useMemo(() => steps(histogram), [histogram]);
  const option = useMemo(() => {
    const colors: Record<Severity, string> = {
      none: token.colorTextQuaternary,
      trace: token.colorTextQuaternary,
      debug: token.colorTextTertiary,
      info: token.colorPrimary,
      warn: token.gold,
      error: token.colorError,
      fatal: token.magenta,
    };
    const severalDays = Date.parse(histogram.to) - Date.parse(histogram.from) > DAY * 1000;
    return {
      animation: false,
      textStyle: { fontFamily: token.fontFamily },
      tooltip: {
        trigger: 'axis',
        axisPointer: { type: 'shadow' },
        confine: true,
        order: 'seriesDesc',
        backgroundColor: token.colorBgElevated,
        borderColor: token.colorBorder,
        textStyle: { color: token.colorText, fontSize: 12 },
        valueFormatter: (value: unknown) => (value ? String(value) : '0'),
      },
      grid: { left: 4, right: 8, top: 8, bottom: 2, containLabel: true },
      xAxis: {
        type: 'category',
        data: all.map((step) => label(step, histogram.stepSeconds, severalDays)),
        axisTick: { show: false },
        axisLine: { lineStyle: { color: token.colorBorder } },
        axisLabel: { color: token.colorTextSecondary, hideOverlap: true, fontSize: 11 },
      },
      yAxis: {
        type: 'value',
        minInterval: 1,
        splitNumber: 2,
        axisLabel: { color: token.colorTextSecondary, fontSize: 11 },
        splitLine: { lineStyle: { color: token.colorBorderSecondary } },
      },
      series: ORDER.filter((severity) => all.some((step) => step.counts[severity])).map((severity) => ({
        id: severity,
        name: text.logs.severities[severity],
        type: 'bar',
        stack: 'all',
        barCategoryGap: '12%',
        itemStyle: { color: colors[severity] },
        data: all.map((step) => step.counts[severity] ?? 0),
      })),
    };
  }, [all, histogram, token]);
  const { host, chart } = useChart(option);

  const left = (event: PointerEvent) => event.clientX - (host.current?.getBoundingClientRect().left ?? 0);
  const stepAt = (x: number) => {
    const found = chart.current?.convertFromPixel({ xAxisIndex: 0 }, x);
    return typeof found === 'number' ? Math.round(found) : 0;
  };
  return (
    <div
      className="histogram"
      role="img"
      aria-label={text.logs.histogram}
      title={text.logs.histogramHint}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        setDragged({ from: left(event), to: left(event) });
      }}
      onPointerMove={(event) => dragged && setDragged({ ...dragged, to: left(event) })}
      onPointerCancel={() => setDragged(null)}
      onPointerUp={() => {
        if (dragged) {
          setDragged(null);
          const chosen = between(all, histogram.stepSeconds, stepAt(dragged.from), stepAt(dragged.to));
          if (chosen) {
            onChoose(...chosen);
          }
        }
      }}
    >
      <div ref={host} style={{ height: '100%' }} />
      {dragged && (
        <div
          className="histogram-choice"
          style={{ left: Math.min(dragged.from, dragged.to), width: Math.abs(dragged.to - dragged.from) }}
        />
      )}
    </div>
  );
}
