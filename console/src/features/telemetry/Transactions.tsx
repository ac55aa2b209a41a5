// SPDX-License-Identifier: Apache-2.0
import { PlusOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Card, Flex, Skeleton, Typography } from 'antd';
import { useState } from 'react';
import { transactionsQuery, useMay } from '@/shared/api/queries';
import { ProblemAlert } from '@/shared/components/ProblemAlert';
import { ResourceDrawer, type Spec } from '@/shared/components/ResourceDrawer';
import { useEnv } from '@/shared/env';
import { changed, periodOf, useParameters } from '@/shared/params';
import { text } from '@/shared/text';
import { EXAMPLES, USUAL_TIME } from './business';
import { Snippet } from './Snippet';
import { TransactionDetail } from './TransactionDetail';
import { TransactionList } from './TransactionList';

const words = text.business.transactions;
const KIND = 'Transaction';
const APPLY = 'plinth apply -f transaction.yaml';

type Example = keyof typeof EXAMPLES;

/** What a transaction is, and a first one to begin with. @param onStart null for who may not */
function NoTransactions({ env, onStart }: { env: string; onStart: ((example: Example) => void) | null }) {
  const start = (example: Example, title: string) =>
    onStart && (
      <Button
        aria-label={words.startFrom(title)}
        onClick={() => onStart(example)}
        style={{ alignSelf: 'flex-start', marginTop: 8 }}
      >
        {words.start}
      </Button>
    );
  return (
    <Card>
      <Flex vertical gap={4} style={{ maxWidth: 800 }}>
        <Typography.Text strong style={{ fontSize: 16 }}>
          {words.empty}
        </Typography.Text>
        <Typography.Text type="secondary">{words.emptyText}</Typography.Text>
        {!onStart && <Typography.Text type="secondary">{words.emptyReadOnly}</Typography.Text>}
      </Flex>
      <div className="b-examples">
        <Flex vertical>
          <Snippet title={words.ofRoute} about={words.ofRouteText} code={EXAMPLES.route.yaml(env)} />
          {start('route', words.ofRoute)}
        </Flex>
        <Flex vertical>
          <Snippet title={words.ofEvent} about={words.ofEventText} code={EXAMPLES.event.yaml(env)} />
          {start('event', words.ofEvent)}
        </Flex>
      </div>
      {onStart && <Snippet title={words.apply} about={words.applyText} code={APPLY} />}
    </Card>
  );
}

function AllTransactions() {
  const [params] = useParameters();
  const [env] = useEnv();
  const { data, error, isPending, isPlaceholderData, refetch } = useQuery(
    transactionsQuery(env, periodOf(params, USUAL_TIME)),
  );
  const mayWrite = useMay('write', KIND, env);
  const [adding, setAdding] = useState<Example | null>(null);
  const failing = data?.items.filter((each) => each.failures > 0).length ?? 0;
  return (
    <Flex vertical gap={16}>
      <ProblemAlert error={error} onRetry={() => void refetch()} />
      {isPending && <Skeleton active paragraph={{ rows: 8 }} />}
      {data?.items.length === 0 && <NoTransactions env={env} onStart={mayWrite ? setAdding : null} />}
      {data && data.items.length > 0 && (
        <>
          <Flex justify="space-between" align="center" gap={12} wrap>
            <Typography.Text type="secondary" role="status">
              {words.sum(data.items.length, failing)}
            </Typography.Text>
            {mayWrite && (
              <Button icon={<PlusOutlined />} onClick={() => setAdding('route')}>
                {words.new}
              </Button>
            )}
          </Flex>
          <Card
            size="small"
            styles={{ body: { padding: 0 } }}
            className={isPlaceholderData ? 'm-stale' : undefined}
            aria-busy={isPlaceholderData}
          >
            <TransactionList transactions={data.items} address={(name) => `?${changed(params, { name })}`} />
          </Card>
        </>
      )}
      {adding && (
        <ResourceDrawer
          kind={KIND}
          env={env}
          resource={null}
          initial={EXAMPLES[adding].spec as unknown as Spec}
          initialName={data?.items.length === 0 ? EXAMPLES[adding].name : ''}
          nameHint={words.nameHint}
          onClose={() => setAdding(null)}
        />
      )}
    </Flex>
  );
}

/** All transactions, or the one that the address names. */
export function Transactions() {
  const [params] = useParameters();
  const name = params.get('name');
  return name ? <TransactionDetail key={name} name={name} /> : <AllTransactions />;
}
