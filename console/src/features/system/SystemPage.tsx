// SPDX-License-Identifier: Apache-2.0
import { useQuery } from '@tanstack/react-query';
import { Card, Checkbox, Descriptions, Flex, Input, Skeleton, Tag, Tooltip, Typography } from 'antd';
import { useState } from 'react';
import { systemQuery } from '@/shared/api/queries';
import { Ago } from '@/shared/components/Ago';
import { DataTable } from '@/shared/components/DataTable';
import { Page } from '@/shared/components/Page';
import { ProblemAlert } from '@/shared/components/ProblemAlert';
import { bytes } from '@/shared/format';
import { text } from '@/shared/text';

export default function SystemPage() {
  const { data, error, isPending, refetch } = useQuery(systemQuery);
  const [filter, setFilter] = useState('');
  const [onlyGiven, setOnlyGiven] = useState(false);
  if (isPending) {
    return <Skeleton active />;
  }
  const settings = (data?.settings ?? []).filter(
    (each) => each.name.toLowerCase().includes(filter.toLowerCase()) && (!onlyGiven || each.given),
  );
  return (
    <Page title={text.system.title} subtitle={text.system.subtitle}>
      <ProblemAlert error={error} onRetry={() => void refetch()} />
      {data && (
        <>
          <Card size="small">
            <Descriptions
              column={{ xs: 1, md: 2, xl: 3 }}
              items={[
                { key: 'version', label: text.system.version, children: data.version },
                { key: 'java', label: text.system.java, children: data.java },
                { key: 'url', label: text.system.publicUrl, children: data.publicUrl ?? text.common.none },
                { key: 'os', label: text.system.operatingSystem, children: data.operatingSystem },
                {
                  key: 'machine',
                  label: text.system.os,
                  children: text.system.machine(data.processors, bytes(data.memoryBytes)),
                },
                { key: 'started', label: text.system.started, children: <Ago at={data.startedAt} /> },
              ]}
            />
          </Card>
          <Card size="small" title={text.system.engines} styles={{ body: { padding: 0 } }}>
            <DataTable
              size="small"
              rowKey="name"
              dataSource={data.engines}
              columns={[
                { title: text.system.engine, dataIndex: 'name', render: (name: string) => <strong>{name}</strong> },
                {
                  title: text.system.engineVersion,
                  dataIndex: 'version',
                  render: (version: string) => version || text.system.unknown,
                },
                {
                  title: text.system.from,
                  dataIndex: 'bundled',
                  render: (bundled: boolean) => (
                    <Tag color={bundled ? 'blue' : 'purple'}>{bundled ? text.system.bundled : text.system.given}</Tag>
                  ),
                },
                { title: text.system.url, dataIndex: 'url', render: (url: string) => <code>{url}</code> },
              ]}
            />
          </Card>
          <Card
            size="small"
            title={text.system.settings}
            styles={{ body: { padding: 0 } }}
            extra={
              <Flex gap={8} align="center">
                <Checkbox checked={onlyGiven} onChange={(event) => setOnlyGiven(event.target.checked)}>
                  <span className="wide-only">{text.system.onlyGiven}</span>
                  <span className="narrow-only">{text.system.isGiven}</span>
                </Checkbox>
                <Input
                  allowClear
                  aria-label={text.common.search}
                  placeholder={text.common.search}
                  value={filter}
                  onChange={(event) => setFilter(event.target.value)}
                  style={{ width: 120 }}
                />
              </Flex>
            }
          >
            <Typography.Paragraph type="secondary" style={{ margin: 12 }}>
              {text.system.settingsHint}
            </Typography.Paragraph>
            <DataTable
              size="small"
              rowKey="name"
              dataSource={settings}
              columns={[
                {
                  title: text.system.setting,
                  dataIndex: 'name',
                  render: (name: string, each) => (
                    <Tooltip title={each.description}>
                      <code>{name}</code>
                    </Tooltip>
                  ),
                },
                { title: text.system.value, dataIndex: 'value', render: (value: string) => value || text.common.none },
                {
                  title: text.system.from,
                  dataIndex: 'given',
                  render: (given: boolean) => (
                    <Tag color={given ? 'blue' : undefined}>{given ? text.system.isGiven : text.system.isDefault}</Tag>
                  ),
                },
              ]}
            />
          </Card>
        </>
      )}
    </Page>
  );
}
