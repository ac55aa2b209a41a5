// SPDX-License-Identifier: Apache-2.0
import { useQuery } from '@tanstack/react-query';
import { Breadcrumb, Button, Card, Empty, Flex, Skeleton, Typography } from 'antd';
import { lazy, Suspense, useEffect, useMemo, useRef } from 'react';
import { Link } from 'react-router';
import type { Change, Schemas } from '@/shared/api/client';
import { changesQuery, type OperationChoice, operationHistoryQuery } from '@/shared/api/queries';
import { ProblemAlert } from '@/shared/components/ProblemAlert';
import { clock, count, millis, percent } from '@/shared/format';
import { changed, EVERY, periodOf } from '@/shared/params';
import { text } from '@/shared/text';
import { callRate, changesIn, elsewhere, kindName, pointsOf, sumOf, to } from './operations';

const OperationCharts = lazy(() => import('./OperationCharts'));
const words = text.operations;
const MOST_CHANGES = 100;
const LISTED_CHANGES = 8;

function Path({ chosen, params }: { chosen: OperationChoice; params: URLSearchParams }) {
  const every = changed(params, { service: undefined, operation: undefined, as: undefined });
  return (
    <nav aria-label={words.path}>
      <Breadcrumb
        items={[
          { title: <Link to={`?${every}`}>{words.every}</Link> },
          { title: chosen.operation ? <Link to={to(params, chosen.service)}>{chosen.service}</Link> : chosen.service },
          ...(chosen.operation ? [{ title: chosen.operation }] : []),
        ]}
      />
    </nav>
  );
}

function Leads({ chosen, params }: { chosen: OperationChoice; params: URLSearchParams }) {
  const { service, operation, env = EVERY } = chosen;
  const traces = `/traces${elsewhere(params, env, { service, operation })}`;
  return (
    <Flex gap={8} wrap>
      {[
        [traces, words.showTraces],
        [`${traces}&failed=1`, words.showFailed],
        [`/logs${elsewhere(params, env, { service })}`, words.showLogs],
      ].map(([address, label]) => (
        <Link key={address} to={address ?? ''}>
          <Button tabIndex={-1}>{label}</Button>
        </Link>
      ))}
    </Flex>
  );
}

function Examples({ examples }: { examples: Schemas['Example'][] }) {
  const now = new Date();
  return (
    <section aria-label={words.exampleList}>
      <Typography.Title level={3} className="op-heading">
        {words.exampleList}
      </Typography.Title>
      <Typography.Text type="secondary">{examples.length === 0 ? words.noExamples : words.exampleHint}</Typography.Text>
      <ul className="op-links" data-columns>
        {examples.toReversed().map(({ at, traceId, millis: took, error }) => (
          <li key={`${traceId} ${error}`}>
            <Link to={`/traces/${traceId}`}>
              {/* of a minute at least, so there is no more to say */}
              <span className="op-time">{clock(at, now).slice(0, -7)}</span>
              {error ? (
                <span className="t-tag" data-severity="error">
                  {words.failed}
                </span>
              ) : (
                <span>{millis(took)}</span>
              )}
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Changes({ changes }: { changes: Change[] }) {
  const now = new Date();
  const more = changes.length - LISTED_CHANGES;
  return (
    <section aria-label={words.changeList}>
      <Typography.Title level={3} className="op-heading">
        {words.changeList}
      </Typography.Title>
      {changes.length === 0 && <Typography.Text type="secondary">{words.noChanges}</Typography.Text>}
      <ul className="op-links">
        {changes.slice(0, LISTED_CHANGES).map((change) => (
          <li key={change.seq}>
            <Link to={`/changes?seq=${change.seq}`}>
              <span className="op-time">{clock(change.at, now).slice(0, -7)}</span>
              <span>{words.change(change.seq, `${change.kind} ${change.name}`)}</span>
            </Link>
          </li>
        ))}
      </ul>
      {more > 0 && <Link to="/changes">{words.changesMore(more)}</Link>}
    </section>
  );
}

function whatOf({ service, operation, kind }: OperationChoice): string {
  if (operation) {
    return kind ? `${service} · ${kindName(kind)}` : service;
  }
  return kind ? words.allOf(kindName(kind)) : words.answers;
}

/** One operation, or all that a service answers, over time: its rate, errors and durations, with traces to look at. */
export function OperationHistory({ chosen, params }: { chosen: OperationChoice; params: URLSearchParams }) {
  const { data, error, isPending, refetch, dataUpdatedAt } = useQuery(operationHistoryQuery(chosen, periodOf(params)));
  const changes = useQuery({
    ...changesQuery({ from: data?.from, to: data?.to, limit: MOST_CHANGES }),
    enabled: data !== undefined,
  });
  const points = useMemo(() => (data ? pointsOf(data, dataUpdatedAt) : []), [data, dataUpdatedAt]);
  const marks = useMemo(() => changesIn(changes.data?.items ?? [], chosen.env), [changes.data, chosen.env]);
  const sum = data && sumOf(data, dataUpdatedAt);
  const name = chosen.operation ?? chosen.service;

  // Who chooses another one below is led up to it.
  const heading = useRef<HTMLHeadingElement>(null);
  const key = `${chosen.service} ${chosen.operation} ${chosen.kind}`;
  const before = useRef(key);
  useEffect(() => {
    if (before.current !== key) {
      before.current = key;
      heading.current?.focus();
    }
  }, [key]);

  return (
    <Card size="small" role="region" aria-label={words.history(name)}>
      <Flex vertical gap={12}>
        <Path chosen={chosen} params={params} />
        <Flex justify="space-between" align="flex-start" gap={12} wrap>
          <div style={{ minWidth: 0 }}>
            <h2 ref={heading} tabIndex={-1} className="op-title">
              {name}
            </h2>
            <Typography.Text type="secondary">
              {[
                whatOf(chosen),
                ...(sum
                  ? [
                      words.calls(count(sum.calls)),
                      words.perSecond(callRate(sum.perSecond)),
                      words.failedShare(percent(sum.errors, sum.calls)),
                    ]
                  : []),
              ].join(' · ')}
            </Typography.Text>
          </div>
          <Leads chosen={chosen} params={params} />
        </Flex>
        <ProblemAlert error={error} onRetry={() => void refetch()} />
        {isPending && <Skeleton active paragraph={{ rows: 7 }} />}
        {data && sum?.calls === 0 && (
          <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={words.noCalls}>
            <Typography.Text type="secondary">{words.noCallsText}</Typography.Text>
          </Empty>
        )}
        {data && sum && sum.calls > 0 && (
          <>
            <Suspense fallback={<Skeleton active paragraph={{ rows: 7 }} />}>
              <OperationCharts from={data.from} to={data.to} points={points} examples={data.examples} changes={marks} />
            </Suspense>
            <Typography.Text type="secondary" className="wide-only">
              {words.marks}
            </Typography.Text>
            <div className="op-below">
              <Examples examples={data.examples} />
              <Changes changes={marks} />
            </div>
          </>
        )}
      </Flex>
    </Card>
  );
}
