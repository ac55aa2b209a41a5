// SPDX-License-Identifier: Apache-2.0
import { ArrowLeftOutlined, CheckCircleOutlined } from '@ant-design/icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Card, Empty, Flex, Input, Modal, Segmented, Skeleton, Tabs, Typography } from 'antd';
import { useEffect, useMemo, useState } from 'react';
import { Link, useBlocker, useParams } from 'react-router';
import { api, got, Problem, personOf, type Resource } from '@/shared/api/client';
import { keys, putResource, resourceQuery, useMay, usePut } from '@/shared/api/queries';
import { Ago } from '@/shared/components/Ago';
import { CodeEditor, DiffView, type Mistake } from '@/shared/components/CodeEditor';
import { DataTable } from '@/shared/components/DataTable';
import { History } from '@/shared/components/History';
import { Page } from '@/shared/components/Page';
import { ProblemAlert } from '@/shared/components/ProblemAlert';
import { useEnv } from '@/shared/env';
import { text } from '@/shared/text';

export interface ConfigSpec {
  format?: 'yaml' | 'properties';
  content: string;
}

const REST = 400;
const EMPTY: ConfigSpec = { content: '' };

/** Where in the text the core found what it says. */
function lineOf(message: string): number | undefined {
  const line = /line (\d+)/.exec(message)?.[1];
  return line ? Number(line) : undefined;
}

/** Whether the core would take it; asked when one has not typed for a moment. */
function useCheck(name: string, env: string, spec: ConfigSpec, base: Resource | null, enabled: boolean) {
  const [rested, setRested] = useState(spec);
  useEffect(() => {
    const timer = setTimeout(() => setRested(spec), REST);
    return () => clearTimeout(timer);
  }, [spec]);
  const check = useQuery({
    queryKey: ['check', 'Config', env, name, rested, base?.revision ?? 0],
    queryFn: () =>
      putResource({
        kind: 'Config',
        env,
        name,
        spec: rested,
        labels: base?.labels ?? {},
        revision: base?.revision ?? 0,
        dryRun: true,
      }),
    enabled,
    retry: false,
    gcTime: 0,
  });
  return { error: check.error, pending: rested !== spec || check.isFetching };
}

function Editor({ name, env, base }: { name: string; env: string; base: Resource | null }) {
  const { message: messages } = App.useApp();
  const queries = useQueryClient();
  const [opened, setOpened] = useState(base);
  const saved = (opened?.spec as ConfigSpec | undefined) ?? EMPTY;
  const [spec, setSpec] = useState<ConfigSpec>(saved);
  const [why, setWhy] = useState('');
  const [reviewing, setReviewing] = useState(false);
  const may = useMay('write', 'Config', env, name);
  const put = usePut();
  const format = spec.format ?? 'yaml';
  const changed = spec.content !== saved.content || format !== (saved.format ?? 'yaml');
  const check = useCheck(name, env, spec, opened, may && changed);
  const problem = check.error instanceof Problem ? check.error : null;
  const stale = (base?.revision ?? 0) !== (opened?.revision ?? 0);
  const leaving = useBlocker(changed && !put.isPending);

  const mistakes = useMemo<Mistake[]>(
    () => (problem?.violations ?? []).map((each) => ({ line: lineOf(each.expected), message: each.expected })),
    [problem],
  );

  const take = (resource: Resource | null) => {
    setOpened(resource);
    setSpec((resource?.spec as ConfigSpec | undefined) ?? EMPTY);
  };
  const save = () =>
    put.mutate(
      {
        kind: 'Config',
        env,
        name,
        spec,
        labels: opened?.labels ?? {},
        revision: opened?.revision ?? 0,
        message: why || undefined,
      },
      {
        onSuccess: async () => {
          messages.success(text.common.saved(name));
          setReviewing(false);
          setWhy('');
          const fresh = await queries.fetchQuery({ ...resourceQuery('Config', name, env), staleTime: 0 });
          take(fresh);
        },
      },
    );

  return (
    <Flex vertical gap={12}>
      {!may && <Alert type="info" showIcon title={text.common.readOnly} />}
      {stale && changed && (
        <Alert
          type="warning"
          showIcon
          title={text.config.changedElsewhere}
          action={
            <Button size="small" onClick={() => take(base)}>
              {text.config.reload}
            </Button>
          }
        />
      )}
      {stale && !changed && <Refresh onFresh={() => take(base)} />}
      <Flex gap={12} align="center" wrap>
        <Segmented
          value={format}
          disabled={!may}
          aria-label={text.config.format}
          options={['yaml', 'properties']}
          onChange={(next) => setSpec((now) => ({ ...now, format: next as 'yaml' | 'properties' }))}
        />
        <Typography.Text type="secondary" role="status">
          {!changed ? (
            text.config.unchanged
          ) : check.pending ? (
            text.config.checking
          ) : check.error ? (
            ''
          ) : (
            <>
              <CheckCircleOutlined style={{ color: 'var(--ant-color-success)' }} /> {text.config.valid}
            </>
          )}
        </Typography.Text>
      </Flex>
      <CodeEditor
        label={text.config.editor}
        language={format}
        value={spec.content}
        onChange={(content) => setSpec((now) => ({ ...now, content }))}
        mistakes={mistakes}
        readOnly={!may}
        minHeight={320}
        placeholder={text.config.placeholder}
      />
      <ProblemAlert error={check.error} />
      {may && (
        <Flex gap={8} justify="flex-end">
          <Button disabled={!changed} onClick={() => setSpec(saved)}>
            {text.config.discard}
          </Button>
          <Button
            type="primary"
            disabled={!changed || check.pending || Boolean(check.error)}
            onClick={() => setReviewing(true)}
          >
            {text.common.review}
          </Button>
        </Flex>
      )}
      <Modal
        open={reviewing}
        title={text.config.reviewTitle}
        okText={text.common.save}
        cancelText={text.common.cancel}
        okButtonProps={{ loading: put.isPending }}
        onOk={save}
        onCancel={() => setReviewing(false)}
        width={960}
        destroyOnHidden
      >
        <Flex vertical gap={12}>
          <span>{text.config.reviewText(env)}</span>
          <DiffView before={saved.content} after={spec.content} language={format} />
          <Input
            value={why}
            onChange={(event) => setWhy(event.target.value)}
            onPressEnter={save}
            placeholder={text.common.message}
            aria-label={text.common.message}
            maxLength={1000}
          />
          <ProblemAlert error={put.error} />
        </Flex>
      </Modal>
      <Modal
        open={leaving.state === 'blocked'}
        title={text.config.leaveTitle}
        okText={text.config.leave}
        okButtonProps={{ danger: true }}
        cancelText={text.common.cancel}
        onOk={() => leaving.proceed?.()}
        onCancel={() => leaving.reset?.()}
      >
        {text.config.leaveText}
      </Modal>
    </Flex>
  );
}

/** Somebody else has changed it, and nothing is lost by showing that. */
function Refresh({ onFresh }: { onFresh: () => void }) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it is there
  useEffect(onFresh, []);
  return null;
}

/** The flat keys, as a client of the API gets them. */
function Flat({ name, env, revision }: { name: string; env: string; revision: number }) {
  const [filter, setFilter] = useState('');
  const { data, error, isPending } = useQuery({
    queryKey: [...keys.resources('Config'), env, name, 'flat', revision],
    queryFn: () => got(api.GET('/api/v1/config/{app}', { params: { path: { app: name }, query: { env } } })),
  });
  if (isPending) {
    return <Skeleton active />;
  }
  const rows = Object.entries((data?.properties ?? {}) as Record<string, string>)
    .map(([key, value]) => ({ key, value }))
    .filter((row) => row.key.toLowerCase().includes(filter.toLowerCase()));
  return (
    <Flex vertical gap={12}>
      <ProblemAlert error={error} />
      <Input
        allowClear
        aria-label={text.common.search}
        placeholder={text.common.search}
        value={filter}
        onChange={(event) => setFilter(event.target.value)}
        style={{ maxWidth: 320 }}
      />
      <DataTable
        size="small"
        rowKey="key"
        dataSource={rows}
        columns={[
          { title: text.config.setting, dataIndex: 'key', render: (key: string) => <code>{key}</code> },
          { title: text.config.value, dataIndex: 'value', render: (value: string) => <code>{value}</code> },
        ]}
      />
    </Flex>
  );
}

export default function ConfigPage() {
  const { name = '' } = useParams();
  const [env] = useEnv();
  const { data, error, isPending, refetch } = useQuery(resourceQuery('Config', name, env));
  return (
    <Page
      title={name}
      subtitle={text.config.subtitle(env)}
      actions={
        <Link to={{ pathname: '/config', search: `?env=${encodeURIComponent(env)}` }}>
          <Button icon={<ArrowLeftOutlined />}>{text.config.all}</Button>
        </Link>
      }
    >
      <ProblemAlert error={error} onRetry={() => void refetch()} />
      {isPending && <Skeleton active />}
      {data !== undefined && (
        <Card
          size="small"
          extra={
            data && (
              <Typography.Text type="secondary">
                {text.common.revision} {data.revision} · {personOf(data.updatedBy ?? '')} · <Ago at={data.updatedAt} />
              </Typography.Text>
            )
          }
          title={env}
        >
          <Tabs
            key={`${env}/${name}`}
            items={[
              { key: 'edit', label: text.config.editor, children: <Editor name={name} env={env} base={data} /> },
              {
                key: 'flat',
                label: text.config.flat,
                children: data ? (
                  <Flat name={name} env={env} revision={data.revision} />
                ) : (
                  <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={text.config.notYet} />
                ),
              },
              {
                key: 'history',
                label: text.config.historyTab,
                children: <History kind="Config" name={name} env={env} />,
              },
            ]}
          />
        </Card>
      )}
    </Page>
  );
}
