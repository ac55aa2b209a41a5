// SPDX-License-Identifier: Apache-2.0

import { type Line, short } from '@/shared/metrics';
import { text } from '@/shared/text';
import './graph.css';

/** The lines of a graph with their newest values; a click shows one alone. @param format of values; null for none */
export function MetricLegend({
  lines,
  colors,
  alone,
  onAlone,
  format = short,
}: {
  lines: Line[];
  colors: Map<string, string>;
  alone: string | null;
  onAlone: (name: string | null) => void;
  format?: ((value: number) => string) | null;
}) {
  return (
    <ul className="m-legend" aria-label={text.metrics.legend}>
      {lines.map(({ name, last }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two series may have the same name in a panel
        <li key={at}>
          <button type="button" aria-pressed={name === alone} onClick={() => onAlone(name === alone ? null : name)}>
            <span className="t-dot" style={{ background: colors.get(name) }} />
            <span className="m-series">{name}</span>
            {format && <span className="m-value">{format(last)}</span>}
          </button>
        </li>
      ))}
    </ul>
  );
}
