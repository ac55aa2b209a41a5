// SPDX-License-Identifier: Apache-2.0
import { type ECharts, type EChartsCoreOption, init } from 'echarts/core';
import { type RefObject, useEffect, useRef } from 'react';

/**
 * A chart in an element: drawn again when what it shows changes, as wide as its element, gone with it.
 *
 * @param anew whether what was shown before may have more lines than what is shown next
 */
export function useChart(
  option: EChartsCoreOption,
  anew = false,
): {
  host: RefObject<HTMLDivElement | null>;
  chart: RefObject<ECharts | null>;
} {
  const host = useRef<HTMLDivElement>(null);
  const chart = useRef<ECharts>(null);
  useEffect(() => {
    if (host.current === null) {
      return;
    }
    const made = init(host.current);
    chart.current = made;
    const observer = new ResizeObserver(() => made.resize());
    observer.observe(host.current);
    return () => {
      observer.disconnect();
      made.dispose();
      chart.current = null;
    };
  }, []);
  useEffect(() => {
    chart.current?.setOption(option, { notMerge: anew });
  }, [option, anew]);
  return { host, chart };
}
