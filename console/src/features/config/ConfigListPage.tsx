// SPDX-License-Identifier: Apache-2.0
import { PlusOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Card, Empty, Form, Input, Modal, Skeleton, Tag, Typography } from 'antd';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { personOf, type Resource } from '@/shared/api/client';
import { resourcesQuery, useMay } from '@/shared/api/queries';
import { Ago } from '@/shared/components/Ago';
import { DataTable } from '@/shared/components/DataTable';
import { DeleteButton } from '@/shared/components/DeleteButton';
import { Page } from '@/shared/components/Page';
import { ProblemAlert } from '@/shared/components/ProblemAlert';
import { useEnv } from '@/shared/env';
import { text } from '@/shared/text';
import type { ConfigSpec } from './ConfigPage';

const specOf = (config: Resource) => config.spec as ConfigSpec;
const linesOf = (config: Resource) =>
  specOf(config)
    .content.split('\n')
    .filter((line) => line.trim() !== '' && !line.trim().startsWith('#')).length;

/** Asks for the app's name; the page of its settings does the rest. */
function NewModal({ onClose }: { onClose: () => void }) {
  const [env] = useEnv();
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const good = /^[a-z0-9]([a-z0-9.-]{0,198}[a-z0-9])?$/.test(name);
  const open = () => good && void navigate({ pathname: `/config/${name}`, search: `?env=${encodeURIComponent(env)}` });
  return (
    <Modal
      open
      title={text.config.new}
      okText={text.common.create}
      cancelText={text.common.cancel}
      okButtonProps={{ disabled: !good }}
      onOk={open}
      onCancel={onClose}
    >
      <Form layout="vertical" component="div">
        <Form.Item
          label={text.config.app}
          extra={text.config.appHint}
          validateStatus={name === '' || good ? undefined : 'error'}
        >
          <Input
            autoFocus
            aria-label={text.config.app}
            value={name}
            onChange={(event) => setName(event.target.value.trim())}
            onPressEnter={open}
            placeholder="orders"
          />
        </Form.Item>
      </Form>
    </Modal>
  );
}

export default function ConfigListPage() {
  const [env] = useEnv();
  const { data, error, isPending, refetch } = useQuery(resourcesQuery('Config', env));
  const mayWrite = useMay('write', 'Config', env);
  const mayDelete = useMay('delete', 'Config', env);
  const [adding, setAdding] = useState(false);
  const add = mayWrite && (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)}>
      {text.config.new}
    </Button>
  );
  return (
    <Page title={text.config.title} subtitle={text.config.subtitle(env)} actions={data?.length !== 0 && add}>
      <ProblemAlert error={error} onRetry={() => void refetch()} />
      {isPending && <Skeleton active />}
      {data?.length === 0 && (
        <Card>
          <Empty description={text.config.empty}>
            <Typography.Paragraph type="secondary">{text.config.emptyText}</Typography.Paragraph>
            {add}
          </Empty>
        </Card>
      )}
      {data && data.length > 0 && (
        <Card size="small" styles={{ body: { padding: 0 } }}>
          <DataTable
            rowKey="name"
            dataSource={data}
            columns={[
              {
                title: text.config.app,
                dataIndex: 'name',
                sorter: (a, b) => a.name.localeCompare(b.name),
                render: (name: string) => (
                  <Link to={{ pathname: `/config/${name}`, search: `?env=${encodeURIComponent(env)}` }}>
                    <strong>{name}</strong>
                  </Link>
                ),
              },
              { title: text.config.format, render: (_, config) => <Tag>{specOf(config).format ?? 'yaml'}</Tag> },
              { title: text.config.lines, align: 'right', render: (_, config) => linesOf(config) },
              { title: text.common.revision, dataIndex: 'revision', align: 'right' },
              { title: text.common.changedBy, render: (_, config) => personOf(config.updatedBy ?? '') },
              { title: text.common.changedAt, render: (_, config) => <Ago at={config.updatedAt} /> },
              ...(mayDelete
                ? [{ key: 'delete', render: (_: unknown, config: Resource) => <DeleteButton resource={config} /> }]
                : []),
            ]}
          />
        </Card>
      )}
      {adding && <NewModal onClose={() => setAdding(false)} />}
    </Page>
  );
}
