// SPDX-License-Identifier: Apache-2.0
import { useQuery } from '@tanstack/react-query';
import { Card, Empty, Flex, Skeleton, Statistic, Typography, theme } from 'antd';
import { useMemo } from 'react';
import { Link } from 'react-router';
import type { Schemas } from '@/shared/api/client';
import { POLL, presenceQuery, transactionsQuery, visitsQuery } from '@/shared/api/queries';
import { useEnv } from '@/shared/env';
import { BLANK, count, moment, percent } from '@/shared/format';
import { type Changes, changed, useParameters } from '@/shared/params';
import { text } from '@/shared/text';
import { BusinessChart, useChanges } from './BusinessChart';
import { lineThrough, overOnly, rangeThrough, stepsOf } from './business';
import { Problems } from './Problems';
import { TransactionList } from './TransactionList';

const words = text.business.live;
const HALF_HOUR = { minutes: 30 };
const MINUTE = 60_000;
/** At least 3:1 on both grounds, as all colours of lines. */
const VIEWS = '#2f9e6e';

function Figure({ title, hint, value, bad }: { title: string; hint: string; value?: string; bad?: boolean }) {
  return (
    <Card size="small">
      <Statistic
        title={title}
        value={value ?? BLANK}
        styles={{ content: { fontSize: 26, ...(bad && { color: 'var(--ant-color-error)' }) } }}
      />
      <Typography.Text type="secondary" className="b-hint">
        {hint}
      </Typography.Text>
    </Card>
  );
}

function Apps({ apps, address }: { apps: Schemas['AppPresence'][]; address: (changes: Changes) => string }) {
  const most = Math.max(1, ...apps.map((each) => each.sessions));
  return (
    <Card size="small" role="region" aria-label={words.apps}>
      <Typography.Title level={3} className="op-heading">
        {words.apps}
      </Typography.Title>
      {apps.length === 0 ? (
        <Typography.Text type="secondary">{words.nobody}</Typography.Text>
      ) : (
        <>
          <ul className="t-list b-apps">
            {apps.map(({ app, visitors, sessions }) => (
              <li key={app}>
                <Flex justify="space-between" gap={12}>
                  <Link to={address({ tab: 'visits', app, by: 'route' })} className="op-name">
                    {app}
                  </Link>
                  <span className="b-number">{words.inApp(count(visitors), count(sessions))}</span>
                </Flex>
                <span className="b-bar" aria-hidden="true">
                  <span data-of="sessions" style={{ width: `${(100 * sessions) / most}%` }} />
                  <span style={{ width: `${(100 * visitors) / most}%` }} />
                </span>
              </li>
            ))}
          </ul>
          <Typography.Text type="secondary" className="b-hint">
            {words.appsHint}
          </Typography.Text>
        </>
      )}
    </Card>
  );
}

/** @param at when it was told: the minute of then is not over */
function Minutes({ report, env, at }: { report: Schemas['VisitReport']; env: string; at: number }) {
  const { token } = theme.useToken();
  const drawn = useMemo(() => {
    const steps = overOnly(stepsOf(report), MINUTE, at);
    const names = text.business.series;
    return {
      range: rangeThrough(steps, report.step),
      lines: [
        lineThrough(names.requests, steps, (step) => step.figures.requests),
        lineThrough(names.views, steps, (step) => step.figures.views),
        lineThrough(names.errors, steps, (step) => step.figures.errors),
      ],
    };
  }, [report, at]);
  const colors = useMemo(() => {
    const names = text.business.series;
    return new Map([
      [names.requests, token.colorPrimary],
      [names.views, VIEWS],
      [names.errors, token.colorError],
    ]);
  }, [token]);
  const changes = useChanges(env, report.from, report.to);
  return (
    <Card size="small">
      <BusinessChart title={words.chart} lines={drawn.lines} colors={colors} range={drawn.range} changes={changes} />
      {report.total.requests === 0 && <Typography.Text type="secondary">{words.noTraffic}</Typography.Text>}
    </Card>
  );
}

/** Who is there now, and what happened in the last half hour. */
export function BusinessLive() {
  const [env] = useEnv();
  const [params] = useParameters();
  const presence = useQuery(presenceQuery(env));
  const visits = useQuery(visitsQuery({ env, step: 'minute' }, HALF_HOUR, POLL));
  const transactions = useQuery(transactionsQuery(env, HALF_HOUR, POLL));
  const all = [presence, visits, transactions];
  const updated = Math.min(...all.map((each) => each.dataUpdatedAt).filter((at) => at > 0));
  const address = (changes: Changes) => `?${changed(params, changes)}`;
  const report = visits.data;
  const minute = useMemo(
    () => report && overOnly(stepsOf(report), MINUTE, visits.dataUpdatedAt).at(-1),
    [report, visits.dataUpdatedAt],
  );
  const total = report?.total;
  const nothing = presence.error && visits.error;
  return (
    <Flex vertical gap={16}>
      <Problems
        errors={all.map((each) => each.error)}
        onRetry={() => {
          for (const each of all) {
            void each.refetch();
          }
        }}
      />
      {!nothing && (
        <>
          <Typography.Text type="secondary" className="b-updated">
            <span className="b-pulse" aria-hidden="true" />
            {Number.isFinite(updated)
              ? words.updated(moment(new Date(updated).toISOString()).slice(11), POLL / 1000)
              : BLANK}
          </Typography.Text>
          <div className="b-figures">
            <Figure
              title={words.visitors}
              hint={words.visitorsHint}
              value={presence.data && count(presence.data.visitors)}
            />
            <Figure
              title={words.sessions}
              hint={words.sessionsHint}
              value={presence.data && count(presence.data.sessions)}
            />
            <Figure
              title={words.requests}
              hint={words.requestsHint}
              value={report && count(minute?.of?.figures.requests ?? 0)}
            />
            <Figure
              title={words.errors}
              hint={words.errorsHint}
              value={total && percent(total.errors, total.requests)}
              bad={total !== undefined && total.errors > 0}
            />
          </div>
          <div className="b-live">
            {report ? (
              <Minutes report={report} env={env} at={visits.dataUpdatedAt} />
            ) : (
              <Card size="small">
                <Skeleton active={visits.isPending} paragraph={{ rows: 7 }} />
              </Card>
            )}
            {presence.data ? (
              <Apps apps={presence.data.apps} address={address} />
            ) : (
              <Card size="small">
                <Skeleton active={presence.isPending} paragraph={{ rows: 5 }} />
              </Card>
            )}
          </div>
        </>
      )}
      {!transactions.error && (
        <Card
          size="small"
          title={
            <h2 className="b-title" id="live-transactions">
              {words.transactions}
            </h2>
          }
          styles={{ body: { padding: 0 } }}
        >
          {transactions.isPending && <Skeleton active style={{ padding: 16 }} />}
          {transactions.data?.items.length === 0 && (
            <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={words.none} style={{ padding: '8px 16px 16px' }}>
              <Link to={address({ tab: 'transactions' })}>{words.declare}</Link>
            </Empty>
          )}
          {transactions.data && transactions.data.items.length > 0 && (
            <TransactionList
              transactions={transactions.data.items}
              address={(name) => address({ tab: 'transactions', name, span: '1h', from: undefined, to: undefined })}
              minuteOf={{ ...transactions.data, now: transactions.dataUpdatedAt }}
            />
          )}
        </Card>
      )}
    </Flex>
  );
}
