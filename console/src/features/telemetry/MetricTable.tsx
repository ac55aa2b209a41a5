// SPDX-License-Identifier: Apache-2.0
import { Button, Flex } from 'antd';
import { useState } from 'react';
import type { HistogramValue, QueryData } from '@/shared/api/prometheus';
import { DataTable } from '@/shared/components/DataTable';
import { moment } from '@/shared/format';
import { type Row, rowsOf } from '@/shared/metrics';
import { text } from '@/shared/text';

const words = text.metrics;
const PAGE = 200;
const MOST_VALUES = 20;
const MOST_BUCKETS = 40;

function Histogram({ histogram }: { histogram: HistogramValue }) {
  const buckets = histogram.buckets ?? [];
  return (
    <details>
      <summary>{words.histogram(histogram.count, histogram.sum)}</summary>
      <ul className="m-values">
        {buckets.slice(0, MOST_BUCKETS).map(([, lower, upper, count]) => (
          <li key={lower}>{words.bucket(lower, upper, count)}</li>
        ))}
        {buckets.length > MOST_BUCKETS && <li>{words.others(buckets.length - MOST_BUCKETS)}</li>}
      </ul>
    </details>
  );
}

function Values({ row, timed }: { row: Row; timed: boolean }) {
  return (
    <ul className="m-values">
      {row.values.slice(0, MOST_VALUES).map((value) => (
        <li key={value.at} className="m-value">
          {value.histogram ? <Histogram histogram={value.histogram} /> : value.text}
          {timed && ` @ ${moment(new Date(value.at * 1000).toISOString())}`}
        </li>
      ))}
      {row.values.length > MOST_VALUES && <li>{words.others(row.values.length - MOST_VALUES)}</li>}
    </ul>
  );
}

/** What a query gives at one moment. */
export function MetricTable({ data }: { data: QueryData }) {
  const [most, setMost] = useState(PAGE);
  const rows = rowsOf(data);
  const timed = data.resultType === 'matrix';
  return (
    <>
      <DataTable<Row>
        size="small"
        // names of series are long, and break
        scroll={{}}
        dataSource={rows.slice(0, most)}
        columns={[
          {
            title: words.name,
            key: 'name',
            render: (_, row) => <span className="m-series">{row.name}</span>,
            sorter: (one, other) => one.name.localeCompare(other.name),
          },
          {
            title: words.value,
            key: 'value',
            align: 'end',
            render: (_, row) => <Values row={row} timed={timed} />,
            sorter: (one, other) => one.number - other.number,
          },
        ]}
      />
      {rows.length > most && (
        <Flex justify="center" style={{ padding: 12 }}>
          <Button onClick={() => setMost(most + PAGE)}>{text.common.more}</Button>
        </Flex>
      )}
    </>
  );
}
