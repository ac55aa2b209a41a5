// SPDX-License-Identifier: Apache-2.0
import { Grid, type TableProps, Typography } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { DataTable } from '@/shared/components/DataTable';
import { count } from '@/shared/format';
import { text } from '@/shared/text';
import { amountOf, levelOfShare, perMinute, successOf, type Transaction } from './business';
import { LevelMark } from './PanelStat';

const words = text.business.transactions;

export interface Listed {
  transactions: Transaction[];
  /** The address of one. */
  address: (name: string) => string;
  /** Of what is shown as a rate: of which time, and as of when. */
  minuteOf?: { from: string; to: string; now: number };
}

const lead = (of: Transaction) => words.of[of.source]?.(of.about) ?? of.about;

function Name({ of, address }: { of: Transaction; address: string }) {
  return (
    <span className="b-name">
      <Link to={address} className="op-name">
        {of.title}
      </Link>
      <Typography.Text type="secondary" className="op-service">
        {lead(of)}
      </Typography.Text>
    </span>
  );
}

function Success({ of }: { of: Transaction }) {
  const level = levelOfShare(of.failures, of.count);
  return (
    <span className="b-success" data-level={level ?? undefined}>
      {level && <LevelMark level={level} />} {successOf(of)}
    </span>
  );
}

function Impact({ of }: { of: Transaction }) {
  if (of.failures === 0) {
    return text.common.none;
  }
  return (
    <span className="b-lines">
      {/* who fails without being known is nobody's impact */}
      <span>{words.impactOf(count(of.failedUsers))}</span>
      {of.unit !== undefined || of.failedAmount > 0 ? <span>{amountOf(of.failedAmount, of.unit)}</span> : null}
    </span>
  );
}

function Reason({ of }: { of: Transaction }) {
  const first = of.reasons[0];
  return first ? (
    <span className="b-reason">
      {first.reason} <Typography.Text type="secondary">({count(first.count)})</Typography.Text>
    </span>
  ) : (
    text.common.none
  );
}

const amount = (of: Transaction) =>
  of.unit !== undefined || of.amount > 0 ? amountOf(of.amount, of.unit) : text.common.none;

const failedShare = (of: Transaction) => (of.count === 0 ? -1 : of.failures / of.count);

interface Figure {
  key: string;
  title: string;
  number: boolean;
  render: (of: Transaction) => ReactNode;
  compare?: (of: Transaction) => number;
}

function figures(minuteOf: Listed['minuteOf']): Figure[] {
  const number = (key: string, title: string, compare: (of: Transaction) => number, render: Figure['render']) => ({
    key,
    title,
    number: true,
    compare,
    render,
  });
  const success = number(
    'success',
    words.success,
    (of) => -failedShare(of),
    (of) => <Success of={of} />,
  );
  const worth = number('amount', words.amount, (of) => of.amount, amount);
  if (minuteOf) {
    return [
      number(
        'rate',
        text.business.live.rate,
        (of) => of.count,
        (of) => perMinute(of.count, minuteOf, minuteOf.now),
      ),
      success,
      worth,
      number(
        'failures',
        words.failures,
        (of) => of.failures,
        (of) => count(of.failures),
      ),
      { key: 'reason', title: words.reason, number: false, render: (of) => <Reason of={of} /> },
    ];
  }
  return [
    number(
      'count',
      words.count,
      (of) => of.count,
      (of) => count(of.count),
    ),
    success,
    worth,
    number(
      'users',
      words.users,
      (of) => of.users,
      (of) => count(of.users),
    ),
    number(
      'impact',
      words.impact,
      (of) => of.failures,
      (of) => <Impact of={of} />,
    ),
    { key: 'reason', title: words.reason, number: false, render: (of) => <Reason of={of} /> },
  ];
}

/** Transactions and how they came out: a table where there is room, cards where there is none. */
export function TransactionList({ transactions, address, minuteOf }: Listed) {
  const { lg } = Grid.useBreakpoint();
  const all = figures(minuteOf);
  if (!lg) {
    return (
      <ul className="t-list" aria-label={words.list}>
        {transactions.map((of) => (
          <li key={of.name} className="op-card b-card">
            <Name of={of} address={address(of.name)} />
            <dl>
              {all.map(({ key, title, render }) => (
                <div key={key} data-wide={key === 'reason' || undefined}>
                  <dt>{title}</dt>
                  <dd>{render(of)}</dd>
                </div>
              ))}
            </dl>
          </li>
        ))}
      </ul>
    );
  }
  const columns: TableProps<Transaction>['columns'] = [
    {
      key: 'name',
      title: words.name,
      sorter: (one, other) => one.title.localeCompare(other.title),
      render: (_, of) => <Name of={of} address={address(of.name)} />,
    },
    ...all.map(({ key, title, number, render, compare }) => ({
      key,
      title,
      align: number ? ('right' as const) : undefined,
      className: number ? 'b-number' : undefined,
      sorter: compare && ((one: Transaction, other: Transaction) => compare(one) - compare(other)),
      sortDirections: ['descend' as const, 'ascend' as const],
      render: (_: unknown, of: Transaction) => render(of),
    })),
  ];
  return (
    <DataTable<Transaction>
      size="small"
      rowKey="name"
      aria-label={words.list}
      dataSource={transactions}
      showSorterTooltip={false}
      columns={columns}
    />
  );
}
