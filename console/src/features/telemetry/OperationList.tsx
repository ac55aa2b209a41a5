// SPDX-License-Identifier: Apache-2.0
import { Flex, Tooltip, Typography } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { DataTable } from '@/shared/components/DataTable';
import { count, millis, percent } from '@/shared/format';
import { EVERY, given } from '@/shared/params';
import { text } from '@/shared/text';
import { callRate, FIGURES, type Figure, kindName, type Operation, type Order, to } from './operations';

const words = text.operations;

interface Listed {
  operations: Operation[];
  /** Those that they are measured by. */
  all: Operation[];
  order: Order;
  onOrder: (order: Order) => void;
  params: URLSearchParams;
}

const keyOf = (of: Operation) => [of.env, of.service, of.kind, of.operation].join('\n');

const isChosen = (of: Operation, params: URLSearchParams) =>
  of.operation === params.get('operation') &&
  of.service === params.get('service') &&
  [of.kind, null].includes(params.get('as'));

/** What is measured of the operations of a list: the largest of each figure, and all of the time. */
function scaleOf(all: Operation[]): { largest: (figure: Figure) => number; time: number } {
  const largest = new Map<Figure, number>();
  return {
    largest: (figure) => {
      const known = largest.get(figure) ?? Math.max(Number.MIN_VALUE, ...all.map(FIGURES[figure]));
      largest.set(figure, known);
      return known;
    },
    time: all.reduce((sum, each) => sum + each.totalMillis, 0),
  };
}

function written(of: Operation, figure: Figure, time: number): string {
  switch (figure) {
    case 'impact':
      return percent(of.totalMillis, time);
    case 'rate':
      return callRate(of.perSecond);
    case 'errors':
      return percent(of.errors, of.calls);
    case 'p50':
      return millis(of.p50Millis);
    case 'p95':
      return millis(of.p95Millis);
    case 'p99':
      return millis(of.p99Millis);
  }
}

function Bar({ share, failed, children }: { share: number; failed: boolean; children: ReactNode }) {
  return (
    <span className="op-figure" data-failed={failed}>
      <span>{children}</span>
      <span className="op-track">
        <span className="op-bar" style={{ width: `${100 * share}%` }} />
      </span>
    </span>
  );
}

function Measured({ of, figure, scale }: { of: Operation; figure: Figure; scale: ReturnType<typeof scaleOf> }) {
  return (
    <Bar share={FIGURES[figure](of) / scale.largest(figure)} failed={figure === 'errors' && of.errors > 0}>
      {written(of, figure, scale.time)}
    </Bar>
  );
}

function Name({ of, params }: { of: Operation; params: URLSearchParams }) {
  const chosen = isChosen(of, params);
  return (
    <>
      <Link to={to(params, of.service, of)} aria-current={chosen || undefined} className="op-name">
        {of.operation}
      </Link>
      <Flex gap={8} align="center" wrap>
        {given(params, 'service') ? null : (
          <Link to={to(params, of.service)} className="op-service">
            {of.service}
          </Link>
        )}
        <Typography.Text type="secondary" className="op-service">
          {[
            kindName(of.kind),
            ...(params.get('in') === EVERY && of.env ? [of.env] : []),
            words.calls(count(of.calls)),
          ].join(' · ')}
        </Typography.Text>
      </Flex>
    </>
  );
}

function Examples({ of }: { of: Operation }) {
  return (
    <span className="op-examples">
      {of.slowTraceId && (
        <Link to={`/traces/${of.slowTraceId}`} aria-label={words.slowOf(of.operation)}>
          {words.slow}
        </Link>
      )}
      {of.failedTraceId && (
        <Link to={`/traces/${of.failedTraceId}`} aria-label={words.failedOf(of.operation)} data-failed>
          {words.failed}
        </Link>
      )}
    </span>
  );
}

/** Operations in a table, which is sorted by whatever column one chooses. */
export function OperationTable({ operations, all, order, onOrder, params }: Listed) {
  const scale = scaleOf(all);
  const sorting = (by: Order['by']) => ({
    key: by,
    sorter: true,
    sortDirections: [...(by === 'operation' ? TEXT : NUMBER)],
    sortOrder: order.by === by ? (by === 'operation' ? TEXT : NUMBER)[order.reversed ? 1 : 0] : null,
  });
  return (
    <DataTable<Operation>
      size="small"
      className="op-table"
      rowKey={keyOf}
      dataSource={operations}
      showSorterTooltip={false}
      rowClassName={(of) => (isChosen(of, params) ? 'op-chosen' : '')}
      onChange={(_, __, sorter) => {
        const one = Array.isArray(sorter) ? sorter[0] : sorter;
        const by = one?.columnKey as Order['by'];
        onOrder({ by, reversed: one?.order !== (by === 'operation' ? TEXT : NUMBER)[0] });
      }}
      columns={[
        { title: words.operation, ...sorting('operation'), render: (_, of) => <Name of={of} params={params} /> },
        ...(Object.keys(FIGURES) as Figure[]).map((figure) => ({
          title: figure === 'impact' ? <Tooltip title={words.impactHint}>{words.impact}</Tooltip> : words[figure],
          align: 'right' as const,
          ...sorting(figure),
          render: (_: unknown, of: Operation) => <Measured of={of} figure={figure} scale={scale} />,
        })),
        { title: words.examples, render: (_, of) => <Examples of={of} /> },
      ]}
    />
  );
}

/** Orders of a column; the third is the first again, as a table always has one. */
const NUMBER = ['descend', 'ascend', 'descend'] as const;
const TEXT = ['ascend', 'descend', 'ascend'] as const;

/** The same where there is no room for a table. */
export function OperationCards({ operations, all, order, params }: Listed) {
  const scale = scaleOf(all);
  return (
    <ul className="t-list" aria-label={words.list(words[order.by])}>
      {operations.map((of) => (
        <li key={keyOf(of)} className="op-card" data-chosen={isChosen(of, params)}>
          <Flex justify="space-between" gap={12}>
            <div style={{ minWidth: 0 }}>
              <Name of={of} params={params} />
            </div>
            <Examples of={of} />
          </Flex>
          <dl>
            {(Object.keys(FIGURES) as Figure[]).map((figure) => (
              <div key={figure}>
                <dt>{words[figure]}</dt>
                <dd>
                  <Measured of={of} figure={figure} scale={scale} />
                </dd>
              </div>
            ))}
          </dl>
        </li>
      ))}
    </ul>
  );
}
