// SPDX-License-Identifier: Apache-2.0
import { PlusOutlined, SearchOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Card, Empty, Flex, Input, Segmented, Select, Skeleton, Tag, Typography } from 'antd';
import { useMemo, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import type { Schemas } from '@/shared/api/client';
import { dashboardsQuery, useMay } from '@/shared/api/queries';
import { Ago } from '@/shared/components/Ago';
import { Page } from '@/shared/components/Page';
import { ProblemAlert } from '@/shared/components/ProblemAlert';
import { ResourceDrawer, type Spec } from '@/shared/components/ResourceDrawer';
import { useEnv } from '@/shared/env';
import { useParameters } from '@/shared/params';
import { text } from '@/shared/text';
import { dashboardsWith, FIRST, ORIGINS, type Origin, originOf } from './dashboard';
import './telemetry.css';
import './dashboards.css';

const words = text.dashboards;
const KIND = 'Dashboard';

type Summary = Schemas['DashboardSummary'];

function Row({ dashboard, env }: { dashboard: Summary; env: string }) {
  const { name, title, description, tags, builtIn, replacesBuiltIn, panels, updatedAt } = dashboard;
  return (
    <li>
      <Link className="d-open" to={{ pathname: `/dashboards/${name}`, search: `?env=${encodeURIComponent(env)}` }}>
        <Flex justify="space-between" gap={8} wrap>
          <strong>{title}</strong>
          <span className="d-tags">
            {tags.map((tag) => (
              <Tag key={tag}>{tag}</Tag>
            ))}
            {builtIn && <Tag title={words.builtInHint}>{words.builtIn}</Tag>}
            {replacesBuiltIn && <Tag>{words.replaces}</Tag>}
          </span>
        </Flex>
        {description && (
          <Typography.Text type="secondary" className="d-about">
            {description}
          </Typography.Text>
        )}
        <Typography.Text type="secondary" className="d-facts">
          {name} · {words.panels(panels)}
          {updatedAt && (
            <>
              {' · '}
              <Ago at={updatedAt} />
            </>
          )}
        </Typography.Text>
      </Link>
    </li>
  );
}

/** Dashboards that come along and those that were made here. */
export default function DashboardsPage() {
  const [params, change] = useParameters();
  const [env] = useEnv();
  const navigate = useNavigate();
  const { data, error, isPending, refetch } = useQuery(dashboardsQuery);
  const mayWrite = useMay('write', KIND);
  const [adding, setAdding] = useState(false);
  const find = params.get('q') ?? '';
  const origin = originOf(params);
  const tags = useMemo(() => params.getAll('tag'), [params]);
  const shown = useMemo(() => dashboardsWith(data ?? [], find, tags, origin), [data, find, tags, origin]);
  const known = useMemo(
    () => [...new Set([...(data ?? []).flatMap((each) => each.tags), ...tags])].sort(),
    [data, tags],
  );
  const noOwn = data !== undefined && !data.some((each) => !each.builtIn);
  const add = mayWrite && (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)}>
      {words.new}
    </Button>
  );
  return (
    <Page title={words.title} subtitle={words.subtitle} actions={add}>
      <ProblemAlert error={error} onRetry={() => void refetch()} />
      {isPending && <Skeleton active paragraph={{ rows: 8 }} />}
      {data?.length === 0 && (
        <Card>
          <Empty description={words.empty}>
            <Typography.Paragraph type="secondary">{words.emptyText}</Typography.Paragraph>
          </Empty>
        </Card>
      )}
      {data && data.length > 0 && (
        <>
          <Flex gap={8} wrap>
            <Input
              allowClear
              type="search"
              prefix={<SearchOutlined />}
              aria-label={words.find}
              placeholder={words.find}
              value={find}
              onChange={(event) => change({ q: event.target.value })}
              style={{ flex: '2 1 220px' }}
            />
            <Select<string[]>
              mode="multiple"
              allowClear
              aria-label={words.tag}
              placeholder={words.anyTag}
              value={tags}
              onChange={(next) => change({ tag: next })}
              options={known.map((value) => ({ value, label: value }))}
              style={{ flex: '1 1 180px', minWidth: 0 }}
            />
            <Segmented<Origin>
              aria-label={words.origin}
              value={origin}
              onChange={(next) => change({ origin: next === 'all' ? undefined : next })}
              options={ORIGINS.map((value) => ({ value, label: words.origins[value] }))}
            />
          </Flex>
          <Card size="small" styles={{ body: { padding: 0 } }}>
            {shown.length === 0 ? (
              <Empty
                image={Empty.PRESENTED_IMAGE_SIMPLE}
                description={origin === 'own' && noOwn ? words.emptyOwn : words.noneFits}
                style={{ padding: '24px 16px' }}
              >
                {origin === 'own' && noOwn ? (
                  <Typography.Paragraph type="secondary">{words.emptyText}</Typography.Paragraph>
                ) : null}
                <Button onClick={() => change({ q: undefined, tag: undefined, origin: undefined })}>
                  {words.clear}
                </Button>
              </Empty>
            ) : (
              <ul className="t-list d-list" aria-label={words.list}>
                {shown.map((each) => (
                  <Row key={each.name} dashboard={each} env={env} />
                ))}
              </ul>
            )}
          </Card>
          <Typography.Text type="secondary" role="status">
            {words.found(shown.length)}
          </Typography.Text>
        </>
      )}
      {adding && (
        <ResourceDrawer
          kind={KIND}
          resource={null}
          initial={FIRST as unknown as Spec}
          nameHint={words.nameHint}
          size={860}
          onSaved={(name) =>
            void navigate({ pathname: `/dashboards/${name}`, search: `?env=${encodeURIComponent(env)}` })
          }
          onClose={() => setAdding(false)}
        />
      )}
    </Page>
  );
}
