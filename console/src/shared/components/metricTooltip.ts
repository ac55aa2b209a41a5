// SPDX-License-Identifier: Apache-2.0
import { moment } from '@/shared/format';
import { short } from '@/shared/metrics';
import { text } from '@/shared/text';

const words = text.metrics;
const SHOWN = 12;

/** What the chart says of a point that is near. */
export interface Pointed {
  seriesType?: string;
  seriesName?: string;
  color?: unknown;
  axisValue?: number | string;
  value?: unknown;
  data?: unknown;
}

interface Told {
  name: string;
  color: string;
  value: number;
}

/** The values at the time that is pointed at, the largest first; none of a series that has none there. */
export function valuesAt(pointed: Pointed[], step: number): Told[] {
  return pointed
    .filter((each) => each.seriesType === 'line' && Array.isArray(each.value))
    .map((each) => ({ each, at: (each.value as number[])[0] ?? 0, value: (each.value as number[])[1] ?? Number.NaN }))
    .filter(({ each, at, value }) => !Number.isNaN(value) && Math.abs(at - Number(each.axisValue)) <= step * 1000)
    .map(({ each, value }) => ({ name: each.seriesName ?? '', color: String(each.color ?? ''), value }))
    .sort((one, other) => other.value - one.value);
}

function row(color: string, name: string, value: string): HTMLElement {
  const element = document.createElement('div');
  element.className = 'm-tip-row';
  const dot = document.createElement('span');
  dot.className = 't-dot';
  dot.style.background = color;
  const label = document.createElement('span');
  label.className = 'm-tip-name';
  label.textContent = name;
  const number = document.createElement('strong');
  number.textContent = value;
  element.append(dot, label, number);
  return element;
}

/** As elements and not as HTML: names of series are what somebody sent. */
export function tooltipOf(pointed: Pointed[], step: number, format = short): HTMLElement {
  const element = document.createElement('div');
  element.className = 'm-tip';
  const time = document.createElement('div');
  time.textContent = moment(new Date(Number(pointed[0]?.axisValue ?? 0)).toISOString());
  element.append(time);
  const values = valuesAt(pointed, step);
  for (const each of values.slice(0, SHOWN)) {
    element.append(row(each.color, each.name, format(each.value)));
  }
  if (values.length > SHOWN) {
    const more = document.createElement('div');
    more.textContent = words.others(values.length - SHOWN);
    element.append(more);
  }
  for (const each of pointed.filter(({ seriesType }) => seriesType === 'scatter')) {
    const { observed, of } = (each.data ?? {}) as { observed?: number; of?: string };
    if (observed !== undefined) {
      const dot = document.createElement('div');
      dot.textContent = words.exemplarOf(short(observed), of ?? '');
      element.append(dot);
    }
  }
  return element;
}
