// SPDX-License-Identifier: Apache-2.0
import { Skeleton, Typography } from 'antd';
import { useMemo } from 'react';
import type { Answer, QueryData } from '@/shared/api/prometheus';
import { DataTable } from '@/shared/components/DataTable';
import { count } from '@/shared/format';
import { numberOf } from '@/shared/metrics';
import { text } from '@/shared/text';
import type { PanelContent } from './DashboardPanel';
import { levelOf, type Panel, type Table, type TableRow, tableOf } from './dashboard';
import { PanelEmpty, PanelFailure } from './PanelFailure';
import { LevelMark } from './PanelStat';
import { useFormat, useMoment } from './panelData';

const words = text.dashboards.panel;
const MOST = 200;

function tableOfPanel(panel: Panel, answers: Answer<QueryData>[]): Table {
  return tableOf(
    answers.map(({ data }, query) => ({
      legend: panel.queries?.[query]?.legend,
      rows:
        data.resultType === 'vector'
          ? data.result.map(({ metric, value, histogram }) => ({
              metric,
              value: numberOf(value?.[1] ?? histogram?.[1].count ?? 'NaN'),
            }))
          : data.resultType === 'scalar'
            ? [{ metric: {}, value: numberOf(data.result[1]) }]
            : [],
    })),
  );
}

/** The newest number of each series, with its labels. */
export function PanelTable(content: PanelContent) {
  const { panel, large } = content;
  const result = useMoment(content);
  const format = useFormat(panel);
  const table = useMemo(() => tableOfPanel(panel, result.data ?? []), [panel, result.data]);
  if (result.error) {
    return <PanelFailure error={result.error} onRetry={() => void result.refetch()} />;
  }
  if (result.data === undefined) {
    return <Skeleton active={content.seen} title={false} paragraph={{ rows: 5 }} className="d-waiting" />;
  }
  if (table.rows.length === 0) {
    return <PanelEmpty />;
  }
  return (
    <div className={result.isPlaceholderData ? 'm-stale' : undefined} aria-busy={result.isPlaceholderData}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls where there is no room */}
      <div className="d-scroll" data-large={large || undefined} tabIndex={0}>
        <DataTable<TableRow>
          size="small"
          dataSource={table.rows.slice(0, MOST)}
          columns={[
            ...table.labels.map((label) => ({
              title: label,
              key: `label ${label}`,
              render: (_: unknown, row: TableRow) => row.labels[label] ?? '',
              sorter: (one: TableRow, other: TableRow) =>
                (one.labels[label] ?? '').localeCompare(other.labels[label] ?? ''),
            })),
            ...table.columns.map((column, at) => ({
              title: column ?? words.value,
              key: `value ${at}`,
              align: 'end' as const,
              render: (_: unknown, row: TableRow) => {
                const value = row.values[at];
                return value === undefined ? (
                  text.common.none
                ) : (
                  <span className="m-value">
                    <LevelMark level={levelOf(value, panel.thresholds)} /> {format(value)}
                  </span>
                );
              },
              sorter: (one: TableRow, other: TableRow) => (one.values[at] ?? 0) - (other.values[at] ?? 0),
            })),
          ]}
        />
      </div>
      {table.rows.length > MOST && (
        <Typography.Text type="secondary">{words.rows(MOST, count(table.rows.length))}</Typography.Text>
      )}
    </div>
  );
}
