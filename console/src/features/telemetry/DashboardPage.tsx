// SPDX-License-Identifier: Apache-2.0
import { ArrowLeftOutlined, CopyOutlined, EditOutlined, ReloadOutlined } from '@ant-design/icons';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Button, Flex, Result, Select, Skeleton, Space, Tag, Typography } from 'antd';
import { useMemo, useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import type { Schemas } from '@/shared/api/client';
import { changesQuery, dashboardQuery, resourceQuery, useMay } from '@/shared/api/queries';
import { DeleteButton } from '@/shared/components/DeleteButton';
import { Page } from '@/shared/components/Page';
import { ProblemAlert } from '@/shared/components/ProblemAlert';
import { ResourceDrawer, type Spec } from '@/shared/components/ResourceDrawer';
import { TimeChoice } from '@/shared/components/TimeChoice';
import { useNow } from '@/shared/components/useNow';
import { useEnv } from '@/shared/env';
import { type Changes, periodOf, useParameters } from '@/shared/params';
import { text } from '@/shared/text';
import { ContextDrawer } from './ContextDrawer';
import { DashboardPanel, type DashboardView } from './DashboardPanel';
import { DashboardVariables } from './DashboardVariables';
import { type Dashboard, panelAt, REFRESHES, type Refresh, refreshOf, timeOf, wordsWith } from './dashboard';
import { useVariables } from './useVariables';
import './telemetry.css';
import './operations.css';
import './metrics.css';
import './dashboards.css';

const words = text.dashboards;
const KIND = 'Dashboard';
const MOST_CHANGES = 100;
const NONE: never[] = [];
const NO_VARIABLES: never[] = [];

type Document = Schemas['DashboardDocument'];

function RefreshChoice({
  refresh,
  onRefresh,
  change,
}: {
  refresh: Refresh | null;
  onRefresh: () => void;
  change: (changes: Changes) => void;
}) {
  return (
    <Space.Compact>
      <Button icon={<ReloadOutlined />} aria-label={words.refreshNow} onClick={onRefresh} />
      <Select<Refresh | 'off'>
        aria-label={words.refresh}
        value={refresh ?? 'off'}
        onChange={(next) => change({ refresh: next === 'off' ? undefined : next })}
        options={(['off', ...Object.keys(REFRESHES)] as (Refresh | 'off')[]).map((value) => ({
          value,
          label: words.refreshes[value],
        }))}
        popupMatchSelectWidth={false}
      />
    </Space.Compact>
  );
}

/** Changes it, or makes a copy of one that came along. */
function Editing({ document }: { document: Document }) {
  const navigate = useNavigate();
  const [env] = useEnv();
  const { name, builtIn, revision } = document;
  const may = useMay('write', KIND, '', name);
  const mayDelete = useMay('delete', KIND, '', name);
  const [open, setOpen] = useState(false);
  const own = useQuery({ ...resourceQuery(KIND, name), enabled: open && !builtIn });
  const goto = (path: string) => void navigate({ pathname: path, search: `?env=${encodeURIComponent(env)}` });
  return (
    <>
      {may && (
        <Button icon={builtIn ? <CopyOutlined /> : <EditOutlined />} onClick={() => setOpen(true)}>
          {builtIn ? words.copy : text.common.edit}
        </Button>
      )}
      {mayDelete && !builtIn && (
        <DeleteButton
          resource={{ kind: KIND, name, revision }}
          onDone={() => document.replacesBuiltIn || goto('/dashboards')}
        />
      )}
      {open && (builtIn || own.data !== undefined) && (
        <ResourceDrawer
          kind={KIND}
          resource={builtIn ? null : (own.data ?? null)}
          initial={document.spec as Spec}
          initialName={name}
          nameHint={words.nameHint}
          size={860}
          onSaved={(saved) => saved !== name && goto(`/dashboards/${saved}`)}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}

function Rows({ dashboard, view }: { dashboard: Dashboard; view: DashboardView }) {
  return dashboard.rows.map((row, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a row is where it is
    <div key={at} className="d-row">
      {row.title && (
        <Typography.Title level={2} className="d-heading">
          {view.chosen ? wordsWith(row.title, view.chosen, words.allValues) : row.title}
        </Typography.Title>
      )}
      <div className="d-grid">
        {row.panels.map((panel, place) => (
          <DashboardPanel key={panel.title} panel={panel} place={`${at}.${place}`} view={view} />
        ))}
      </div>
    </div>
  ));
}

function Shown({ document }: { document: Document }) {
  const [params, change] = useParameters();
  const dashboard = document.spec as Dashboard;
  const refresh = refreshOf(params);
  const [now, refreshNow] = useNow(refresh && REFRESHES[refresh]);
  const asked = JSON.stringify(periodOf(params));
  const period = useMemo(() => JSON.parse(asked) as ReturnType<typeof periodOf>, [asked]);
  const time = useMemo(() => timeOf(period, now, dashboard.sampledSeconds), [period, now, dashboard.sampledSeconds]);
  const { states, chosen } = useVariables(dashboard.variables ?? NO_VARIABLES, params, period, time);
  const changes = useQuery({
    ...changesQuery({
      from: new Date(time.start * 1000).toISOString(),
      to: new Date(time.end * 1000).toISOString(),
      limit: MOST_CHANGES,
    }),
    placeholderData: keepPreviousData,
  }).data?.items;
  const view: DashboardView = { chosen, time, changes: changes ?? NONE, params, change };
  const place = params.get('panel');
  const alone = panelAt(dashboard, place);
  return (
    <Page
      title={dashboard.title}
      subtitle={dashboard.description}
      actions={
        <>
          <TimeChoice params={params} change={change} />
          <RefreshChoice refresh={refresh} onRefresh={refreshNow} change={change} />
          <Editing document={document} />
        </>
      }
    >
      <Flex gap={8} align="center" wrap>
        <Back />
        {document.builtIn && <Tag variant="outlined">{words.builtIn}</Tag>}
        {document.replacesBuiltIn && <Tag variant="outlined">{words.replaces}</Tag>}
        {dashboard.tags?.map((tag) => (
          <Tag variant="outlined" key={tag}>
            {tag}
          </Tag>
        ))}
      </Flex>
      <DashboardVariables states={states} change={change} />
      {alone && place ? (
        <>
          <Button
            icon={<ArrowLeftOutlined />}
            onClick={() => change({ panel: undefined })}
            style={{ alignSelf: 'flex-start' }}
          >
            {words.panel.back}
          </Button>
          <DashboardPanel key={place} panel={alone} place={place} view={view} large />
        </>
      ) : (
        <Rows dashboard={dashboard} view={view} />
      )}
      <Typography.Text type="secondary" className="wide-only">
        {words.marks}
      </Typography.Text>
      <ContextDrawer />
    </Page>
  );
}

function Back() {
  const [env] = useEnv();
  return (
    <Link to={{ pathname: '/dashboards', search: `?env=${encodeURIComponent(env)}` }}>
      <ArrowLeftOutlined /> {words.all}
    </Link>
  );
}

export default function DashboardPage() {
  const { name = '' } = useParams();
  const { data, error, isPending, refetch } = useQuery(dashboardQuery(name));
  if (data) {
    // what is chosen of one is not chosen of another
    return <Shown key={name} document={data} />;
  }
  return (
    <Page title={name}>
      <ProblemAlert error={error} onRetry={() => void refetch()} />
      {isPending && <Skeleton active paragraph={{ rows: 8 }} />}
      {data === null && <Result status="404" title={words.missing} subTitle={words.missingText} extra={<Back />} />}
    </Page>
  );
}
