// SPDX-License-Identifier: Apache-2.0
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Button, Card, Empty, Flex, Input, Select, Skeleton, Typography } from 'antd';
import { useSearchParams } from 'react-router';
import { type Change, personOf } from '@/shared/api/client';
import { changesPages, kindsQuery, resourcesQuery } from '@/shared/api/queries';
import { Ago } from '@/shared/components/Ago';
import { DataTable } from '@/shared/components/DataTable';
import { ActionTag, ChangeDrawer } from '@/shared/components/History';
import { Page } from '@/shared/components/Page';
import { ProblemAlert } from '@/shared/components/ProblemAlert';
import { text } from '@/shared/text';

/** What the list is narrowed to, as it stands in the address. */
const FILTERS = ['kind', 'in', 'name', 'author'] as const;

/** People are written without their kind; the ledger has it. */
function authorOf(written: string | null): string | undefined {
  return written && !written.includes(':') && written !== 'system' ? `user:${written}` : (written ?? undefined);
}

function Filters({ params, set }: { params: URLSearchParams; set: (name: string, value: string) => void }) {
  const kinds = useQuery(kindsQuery).data ?? [];
  const environments = useQuery(resourcesQuery('Environment')).data ?? [];
  return (
    <Flex gap={8} wrap>
      <Select
        allowClear
        showSearch
        aria-label={text.changes.kind}
        placeholder={text.changes.anyKind}
        value={params.get('kind') ?? undefined}
        onChange={(kind) => set('kind', kind ?? '')}
        options={kinds.map((kind) => ({ value: kind.name, label: kind.name }))}
        style={{ flex: '1 1 150px', maxWidth: 220 }}
      />
      <Select
        allowClear
        aria-label={text.nav.environment}
        placeholder={text.changes.anyEnv}
        value={params.get('in') ?? undefined}
        onChange={(env) => set('in', env ?? '')}
        options={environments.map((each) => ({ value: each.name, label: each.name }))}
        style={{ flex: '1 1 150px', maxWidth: 220 }}
      />
      {(['name', 'author'] as const).map((filter) => (
        <Input.Search
          key={filter}
          allowClear
          aria-label={text.changes[filter]}
          placeholder={text.changes[filter]}
          defaultValue={params.get(filter) ?? ''}
          onSearch={(value) => set(filter, value)}
          style={{ flex: '1 1 150px', maxWidth: 220 }}
        />
      ))}
    </Flex>
  );
}

export default function ChangesPage() {
  const [params, setParams] = useSearchParams();
  const set = (name: string, value: string) =>
    setParams((before) => {
      if (value === '') {
        before.delete(name);
      } else {
        before.set(name, value);
      }
      return before;
    });
  const filter = {
    kind: params.get('kind') ?? undefined,
    env: params.get('in') ?? undefined,
    name: params.get('name') ?? undefined,
    author: authorOf(params.get('author')),
  };
  const { data, error, isPending, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    changesPages(filter),
  );
  const changes = (data?.pages ?? []).flatMap((page) => page.items);
  const seq = Number(params.get('seq') ?? Number.NaN);
  const narrowed = FILTERS.some((each) => params.has(each));
  return (
    <Page title={text.changes.title} subtitle={text.changes.subtitle}>
      <Filters params={params} set={set} />
      <ProblemAlert error={error} onRetry={() => void refetch()} />
      {isPending && <Skeleton active />}
      {data && (
        <Card size="small" styles={{ body: { padding: 0 } }}>
          <DataTable
            rowKey="seq"
            dataSource={changes}
            onRow={(change) => ({ onClick: () => set('seq', String(change.seq)), style: { cursor: 'pointer' } })}
            locale={{
              emptyText: (
                <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={text.changes.empty}>
                  {narrowed && <Typography.Text type="secondary">{text.changes.emptyText}</Typography.Text>}
                </Empty>
              ),
            }}
            columns={[
              {
                title: text.changes.number,
                dataIndex: 'seq',
                align: 'right',
                width: 80,
                render: (number: number) => (
                  <Button
                    type="link"
                    style={{ padding: 0, height: 'auto' }}
                    aria-label={text.changes.detail(number)}
                    onClick={() => set('seq', String(number))}
                  >
                    {number}
                  </Button>
                ),
              },
              {
                title: text.changes.what,
                render: (_, change: Change) => (
                  <Flex gap={4} align="baseline">
                    <ActionTag action={change.action} />
                    <span>
                      {change.kind} <strong>{change.name}</strong>
                      <Typography.Text type="secondary"> · {change.env ?? text.common.global}</Typography.Text>
                    </span>
                  </Flex>
                ),
              },
              { title: text.changes.who, dataIndex: 'author', render: personOf },
              { title: text.changes.when, dataIndex: 'at', render: (at: string) => <Ago at={at} /> },
              {
                title: text.changes.why,
                dataIndex: 'message',
                render: (message: string) => message || text.common.none,
              },
            ]}
          />
          {hasNextPage && (
            <Flex justify="center" style={{ padding: 12 }}>
              <Button onClick={() => void fetchNextPage()} loading={isFetchingNextPage}>
                {text.common.more}
              </Button>
            </Flex>
          )}
        </Card>
      )}
      <ChangeDrawer seq={Number.isNaN(seq) ? null : seq} onClose={() => set('seq', '')} />
    </Page>
  );
}
