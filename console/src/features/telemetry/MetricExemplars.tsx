// SPDX-License-Identifier: Apache-2.0
import { Typography } from 'antd';
import { Link } from 'react-router';
import { clock } from '@/shared/format';
import { type Dot, short } from '@/shared/metrics';
import { text } from '@/shared/text';

const words = text.metrics;
const LISTED = 10;

/** Exemplars as links, for who does not see the graph or uses the keyboard. */
export function MetricExemplars({ dots }: { dots: Dot[] }) {
  const now = new Date();
  const largest = [...dots].sort((one, other) => other.value - one.value).slice(0, LISTED);
  return (
    <section aria-label={words.exemplars}>
      <Typography.Title level={3} className="op-heading">
        {words.exemplars}
      </Typography.Title>
      <Typography.Text type="secondary">{words.exemplarHint}</Typography.Text>
      <ul className="op-links" data-columns>
        {largest.map(({ at, value, traceId }) => (
          <li key={`${traceId} ${at}`}>
            <Link to={`/traces/${traceId}`}>
              <span className="op-time">{clock(new Date(at).toISOString(), now).slice(0, -4)}</span>
              <span>{short(value)}</span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
