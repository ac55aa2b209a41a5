// SPDX-License-Identifier: Apache-2.0
import { EditOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Breadcrumb, Button, Card, Empty, Flex, Grid, Result, Skeleton, Typography, theme } from 'antd';
import { useEffect, useMemo, useRef, useState } from 'react';
import { Link, useNavigationType } from 'react-router';
import type { Schemas } from '@/shared/api/client';
import { resourceQuery, transactionQuery, useMay } from '@/shared/api/queries';
import { AlertsMark } from '@/shared/components/AlertsMark';
import { DataTable } from '@/shared/components/DataTable';
import { ProblemAlert } from '@/shared/components/ProblemAlert';
import { ResourceDrawer } from '@/shared/components/ResourceDrawer';
import { useEnv } from '@/shared/env';
import { count, percent } from '@/shared/format';
import { short } from '@/shared/metrics';
import { changed, periodOf, useParameters } from '@/shared/params';
import { text } from '@/shared/text';
import { BusinessChart, useChanges } from './BusinessChart';
import {
  amountOf,
  elsewhereFrom,
  levelOfShare,
  lineThrough,
  rangeThrough,
  stepsOf,
  successOf,
  type Transaction,
  USUAL_TIME,
} from './business';
import { LevelMark } from './PanelStat';

const words = text.business.transactions;
const names = text.business.series;
const KIND = 'Transaction';
const PAGE = 20;

type History = Schemas['TransactionHistory'];

/** Changes it, where somebody may. */
function Editing({ name, env }: { name: string; env: string }) {
  const may = useMay('write', KIND, env, name);
  const [open, setOpen] = useState(false);
  const { data } = useQuery({ ...resourceQuery(KIND, name, env), enabled: open });
  return (
    <>
      {may && (
        <Button icon={<EditOutlined />} onClick={() => setOpen(true)}>
          {text.common.edit}
        </Button>
      )}
      {open && data && (
        <ResourceDrawer kind={KIND} env={env} resource={data} initial={{}} size={860} onClose={() => setOpen(false)} />
      )}
    </>
  );
}

function Leads({ of, env }: { of: Transaction; env: string }) {
  const [params] = useParameters();
  const route = of.source === 'route';
  return (
    <Flex gap={8} align="center" wrap>
      <AlertsMark env={env} transaction={of.name} />
      <Link
        to={
          route
            ? `/routes?env=${encodeURIComponent(env)}`
            : `/logs${elsewhereFrom(params, env, { tag: `event.name=${of.about}` })}`
        }
      >
        <Button tabIndex={-1}>{route ? words.toRoute(of.about) : words.toLogs}</Button>
      </Link>
      <Editing name={of.name} env={env} />
    </Flex>
  );
}

function Figures({ of }: { of: Transaction }) {
  const level = levelOfShare(of.failures, of.count);
  const worth = of.unit !== undefined || of.amount > 0 || of.failedAmount > 0;
  const all = [
    { title: words.count, value: count(of.count), hint: words.failed(count(of.failures)) },
    { title: words.success, value: successOf(of), level },
    ...(worth
      ? [
          {
            title: words.amount,
            value: amountOf(of.amount, of.unit),
            hint: words.failed(amountOf(of.failedAmount, of.unit)),
          },
        ]
      : []),
    { title: words.users, value: count(of.users), hint: `${names.failedUsers}: ${count(of.failedUsers)}` },
  ];
  return (
    <dl className="b-facts">
      {all.map(({ title, value, hint, level: mark }) => (
        <div key={title}>
          <dt>{title}</dt>
          <dd>
            <span className="b-large">
              {mark && <LevelMark level={mark} />} {value}
            </span>
            {hint && <span className="b-hint">{hint}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Charts({ history, env }: { history: History; env: string }) {
  const { token } = theme.useToken();
  const changes = useChanges(env, history.from, history.to);
  const { total } = history;
  const drawn = useMemo(() => {
    const steps = stepsOf(history);
    return {
      range: rangeThrough(steps, history.step),
      outcomes: [
        // at the bottom, where few can be seen as well
        lineThrough(names.failed, steps, (step) => step.failures),
        lineThrough(names.succeeded, steps, (step) => step.count - step.failures),
      ],
      amounts: [
        lineThrough(names.amount, steps, (step) => step.amount),
        lineThrough(names.failedAmount, steps, (step) => step.failedAmount),
      ],
      users: [
        lineThrough(names.users, steps, (step) => step.users),
        lineThrough(names.failedUsers, steps, (step) => step.failedUsers),
      ],
    };
  }, [history]);
  const colors = useMemo(() => {
    const [good, bad] = [token.colorSuccess, token.colorError];
    return new Map([
      [names.succeeded, good],
      [names.amount, good],
      [names.users, token.colorPrimary],
      [names.failed, bad],
      [names.failedAmount, bad],
      [names.failedUsers, bad],
    ]);
  }, [token]);
  const { range, outcomes, amounts, users } = drawn;
  const of = { range, changes, colors };
  return (
    <>
      <div className="b-charts">
        <BusinessChart title={words.outcomes} lines={outcomes} stacked {...of} />
        {(total.unit !== undefined || total.amount > 0 || total.failedAmount > 0) && (
          <BusinessChart title={words.amounts(total.unit ?? '')} lines={amounts} format={short} {...of} />
        )}
        <BusinessChart title={words.people} lines={users} {...of} />
      </div>
      <Typography.Text type="secondary" className="wide-only">
        {text.business.marks}
      </Typography.Text>
    </>
  );
}

function Reasons({ of }: { of: Transaction }) {
  const { md } = Grid.useBreakpoint();
  const [most, setMost] = useState(PAGE);
  const worth = of.unit !== undefined || of.failedAmount > 0;
  const shown = of.reasons.slice(0, most);
  return (
    <section aria-label={words.reasons}>
      <Typography.Title level={3} className="op-heading">
        {words.reasons}
      </Typography.Title>
      {of.reasons.length === 0 && <Typography.Text type="secondary">{words.noReasons}</Typography.Text>}
      {of.reasons.length > 0 && !md && (
        <ul className="t-list">
          {shown.map((each) => (
            <li key={each.reason} className="op-card b-card b-flush">
              <strong className="b-reason">{each.reason}</strong>
              <dl>
                <div>
                  <dt>{words.count}</dt>
                  <dd>{`${count(each.count)} · ${percent(each.count, of.failures)}`}</dd>
                </div>
                {worth && (
                  <div>
                    <dt>{words.amount}</dt>
                    <dd>{amountOf(each.amount, of.unit)}</dd>
                  </div>
                )}
                <div>
                  <dt>{words.users}</dt>
                  <dd>{count(each.users)}</dd>
                </div>
              </dl>
            </li>
          ))}
        </ul>
      )}
      {of.reasons.length > 0 && md && (
        <DataTable
          size="small"
          rowKey="reason"
          dataSource={shown}
          columns={[
            {
              title: words.reasonName,
              dataIndex: 'reason',
              render: (reason: string) => <span className="b-reason">{reason}</span>,
            },
            { title: words.count, align: 'right', className: 'b-number', render: (_, each) => count(each.count) },
            {
              title: words.share,
              align: 'right',
              render: (_, each) => (
                <span className="op-figure" data-failed="true">
                  <span>{percent(each.count, of.failures)}</span>
                  <span className="op-track">
                    <span className="op-bar" style={{ width: `${(100 * each.count) / of.failures}%` }} />
                  </span>
                </span>
              ),
            },
            ...(worth
              ? [
                  {
                    title: words.amount,
                    align: 'right' as const,
                    className: 'b-number',
                    render: (_: unknown, each: Schemas['Reason']) => amountOf(each.amount, of.unit),
                  },
                ]
              : []),
            { title: words.users, align: 'right', className: 'b-number', render: (_, each) => count(each.users) },
          ]}
        />
      )}
      {of.reasons.length > most && (
        <Flex justify="center" style={{ padding: 12 }}>
          <Button onClick={() => setMost(most + PAGE)}>{text.common.more}</Button>
        </Flex>
      )}
    </section>
  );
}

/** One transaction over time: how it came out, what it was worth, whose it was, and why it failed. */
export function TransactionDetail({ name }: { name: string }) {
  const [params] = useParameters();
  const [env] = useEnv();
  const { data, error, isPending, isPlaceholderData, refetch } = useQuery(
    transactionQuery(name, env, periodOf(params, USUAL_TIME)),
  );
  const every = `?${changed(params, { name: undefined })}`;
  const title = data?.total.title ?? name;
  const heading = useRef<HTMLHeadingElement>(null);
  const way = useNavigationType();
  // who chooses one in a list is led up to it
  // biome-ignore lint/correctness/useExhaustiveDependencies: how one came here, and not what one chose since
  useEffect(() => {
    if (way === 'PUSH') {
      heading.current?.focus();
    }
  }, []);
  return (
    <Card size="small" role="region" aria-label={title} aria-busy={isPlaceholderData}>
      <Flex vertical gap={16}>
        <nav aria-label={words.path}>
          <Breadcrumb items={[{ title: <Link to={every}>{words.every}</Link> }, { title }]} />
        </nav>
        <Flex justify="space-between" align="flex-start" gap={12} wrap>
          <div style={{ minWidth: 0 }}>
            <h2 ref={heading} tabIndex={-1} className="op-title">
              {title}
            </h2>
            {data && (
              <Typography.Text type="secondary" style={{ overflowWrap: 'anywhere' }}>
                {[...(title === name ? [] : [name]), words.of[data.total.source]?.(data.total.about)].join(' · ')}
              </Typography.Text>
            )}
          </div>
          {data && <Leads of={data.total} env={env} />}
        </Flex>
        <ProblemAlert error={error} onRetry={() => void refetch()} />
        {isPending && <Skeleton active paragraph={{ rows: 9 }} />}
        {data === null && (
          <Result
            status="404"
            title={words.missing}
            subTitle={words.missingText}
            extra={<Link to={every}>{words.every}</Link>}
          />
        )}
        {data && data.total.count === 0 && (
          <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={words.nothing}>
            <Typography.Text type="secondary">{words.nothingText}</Typography.Text>
          </Empty>
        )}
        {data && data.total.count > 0 && (
          <>
            <Figures of={data.total} />
            <Charts history={data} env={env} />
            <Reasons of={data.total} />
          </>
        )}
      </Flex>
    </Card>
  );
}
