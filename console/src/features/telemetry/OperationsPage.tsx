// SPDX-License-Identifier: Apache-2.0
import { ReloadOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Card, Empty, Flex, Grid, Input, Select, Skeleton, Typography } from 'antd';
import { useEffect, useMemo, useState } from 'react';
import { operationsQuery, telemetryServicesQuery } from '@/shared/api/queries';
import { Page } from '@/shared/components/Page';
import { ProblemAlert } from '@/shared/components/ProblemAlert';
import { TimeChoice } from '@/shared/components/TimeChoice';
import { useEnv } from '@/shared/env';
import { count } from '@/shared/format';
import { type Changes, changed, EVERY, envOf, given, periodOf, useParameters } from '@/shared/params';
import { text } from '@/shared/text';
import { Environments } from './Choices';
import { OperationHistory } from './OperationHistory';
import { OperationCards, OperationTable } from './OperationList';
import {
  chosenOf,
  FIGURES,
  hasWords,
  KINDS,
  kindsOf,
  LONGEST,
  type Order,
  ofOrder,
  orderOf,
  sorted,
} from './operations';
import './telemetry.css';
import './operations.css';

const words = text.operations;
const FILTERS: Changes = { service: undefined, operation: undefined, as: undefined, kind: undefined, q: undefined };
const PAGE = 100;
const grow = (basis: number) => ({ flex: `1 1 ${basis}px`, minWidth: 0 });

interface Chosen {
  params: URLSearchParams;
  change: (changes: Changes) => void;
}

function Service({ params, change }: Chosen) {
  const { data } = useQuery(telemetryServicesQuery);
  return (
    <Select
      allowClear
      showSearch
      aria-label={text.telemetry.service}
      placeholder={text.telemetry.anyService}
      value={given(params, 'service')}
      onChange={(service?: string) => change({ service, operation: undefined, as: undefined })}
      options={(data ?? []).map((each) => ({ value: each.name, label: each.name }))}
      style={grow(170)}
    />
  );
}

function Kind({ params, change }: Chosen) {
  return (
    <Select
      aria-label={words.kind}
      value={params.get('kind') ?? ''}
      onChange={(kind) => change({ kind })}
      options={[
        { value: '', label: words.answering },
        ...KINDS.map((kind) => ({ value: kind, label: text.trace.kinds[kind] })),
        { value: EVERY, label: words.anyKind },
      ]}
      style={grow(150)}
    />
  );
}

/** What is written is looked for at once, and stands in the address when one leaves the field. */
function useWords({ params, change }: Chosen): [string, (written: string) => void, () => void] {
  const given = params.get('q') ?? '';
  const [written, setWritten] = useState(given);
  useEffect(() => setWritten(given), [given]);
  return [written, setWritten, () => written !== given && change({ q: written })];
}

export default function OperationsPage() {
  const [params, change] = useParameters();
  const [env] = useEnv();
  const { md } = Grid.useBreakpoint();
  const [written, setWritten, keep] = useWords({ params, change });
  const [most, setMost] = useState(PAGE);
  // what links lead on from, also before the field is left
  const here = useMemo(() => changed(params, { q: written }), [params, written]);
  const chosen = chosenOf(params, env);
  const order = orderOf(params);
  const { data, error, isPending, isFetching, refetch } = useQuery(
    operationsQuery(
      { service: given(params, 'service'), env: envOf(params, env), kinds: kindsOf(params) },
      periodOf(params),
    ),
  );
  const found = useMemo(
    () =>
      sorted(
        (data?.items ?? []).filter((each) => hasWords(each, written)),
        { by: order.by, reversed: order.reversed },
      ),
    [data, written, order.by, order.reversed],
  );
  const kind = params.get('kind') ?? '';
  const narrowed = chosen !== null || written !== '' || (kind !== '' && kind !== EVERY);
  const Rows = md ? OperationTable : OperationCards;
  return (
    <Page
      title={words.title}
      subtitle={words.subtitle}
      actions={<TimeChoice params={params} change={change} longest={LONGEST} />}
    >
      <Flex gap={8} wrap>
        <Service params={params} change={change} />
        <Input
          allowClear
          type="search"
          aria-label={words.word}
          placeholder={words.word}
          value={written}
          onChange={(event) => setWritten(event.target.value)}
          onBlur={keep}
          onPressEnter={keep}
          style={grow(170)}
        />
        <Kind params={params} change={change} />
        <Environments params={params} change={change} usual={env} />
        {!md && (
          <Select<Order['by']>
            aria-label={words.sort}
            value={order.by}
            onChange={(by) => change({ sort: ofOrder({ by, reversed: false }) })}
            options={[...(Object.keys(FIGURES) as Order['by'][]), 'operation' as const].map((by) => ({
              value: by,
              label: `${words.sort}: ${words[by]}`,
            }))}
            style={grow(300)}
          />
        )}
      </Flex>
      {chosen && (data || !error) && <OperationHistory chosen={chosen} params={here} />}
      <ProblemAlert error={error} onRetry={() => void refetch()} />
      {isPending && <Skeleton active />}
      {data && (
        <Card size="small" styles={{ body: { padding: 0 } }}>
          <Flex justify="space-between" align="center" gap={8} style={{ padding: '8px 12px 4px 16px' }}>
            <Typography.Text type="secondary">
              <span role="status">{words.shown(count(found.length))}</span>
              {data.more && ` · ${words.incomplete}`}
            </Typography.Text>
            <Button
              type="text"
              size="small"
              icon={<ReloadOutlined />}
              loading={isFetching}
              onClick={() => void refetch()}
            >
              {text.telemetry.refresh}
            </Button>
          </Flex>
          {found.length === 0 ? (
            <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={words.empty} style={{ padding: '8px 16px 24px' }}>
              <Flex vertical gap={12} align="center">
                <Typography.Text type="secondary">
                  {narrowed ? text.telemetry.emptyOwn : text.telemetry.emptyAll(text.telemetry.port)}
                </Typography.Text>
                <Flex gap={8} wrap justify="center">
                  {narrowed && (
                    <Button
                      onClick={() => {
                        setWritten('');
                        change(FILTERS);
                      }}
                    >
                      {text.telemetry.clear}
                    </Button>
                  )}
                  {!narrowed && params.get('in') !== EVERY && (
                    <Button onClick={() => change({ in: EVERY })}>{text.telemetry.anyEnv}</Button>
                  )}
                  {!narrowed && kind !== EVERY && (
                    <Button onClick={() => change({ kind: EVERY })}>{words.anyKind}</Button>
                  )}
                </Flex>
              </Flex>
            </Empty>
          ) : (
            <Rows
              operations={found.slice(0, most)}
              all={data.items}
              order={order}
              onOrder={(next) => change({ sort: ofOrder(next) })}
              params={here}
            />
          )}
          {found.length > most && (
            <Flex justify="center" style={{ padding: 12 }}>
              <Button onClick={() => setMost(most + PAGE)}>{text.common.more}</Button>
            </Flex>
          )}
        </Card>
      )}
    </Page>
  );
}
