// SPDX-License-Identifier: Apache-2.0
import { CloseOutlined, ControlOutlined, ReloadOutlined, SearchOutlined } from '@ant-design/icons';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Card, Empty, Flex, Input, Segmented, Select, Skeleton, Switch, Tooltip, Typography } from 'antd';
import { lazy, Suspense, useCallback, useMemo } from 'react';
import { Link } from 'react-router';
import type { Schemas } from '@/shared/api/client';
import { logsPages } from '@/shared/api/queries';
import { AlertsMark } from '@/shared/components/AlertsMark';
import { LogLevelsButton, LogLevelsDrawer } from '@/shared/components/LogLevels';
import { Page } from '@/shared/components/Page';
import { ProblemAlert } from '@/shared/components/ProblemAlert';
import { TimeChoice } from '@/shared/components/TimeChoice';
import { useEnv } from '@/shared/env';
import { count } from '@/shared/format';
import {
  type Changes,
  EVERY,
  envOf,
  isNarrowed,
  logFilterOf,
  ofTimes,
  onlyService,
  periodOf,
  traceIdOf,
  useParameters,
} from '@/shared/params';
import { text } from '@/shared/text';
import { Environments, Services, Tags } from './Choices';
import { ContextDrawer } from './ContextDrawer';
import { ErrorsView } from './ErrorsView';
import { SEVERITIES } from './histogram';
import { LiveTail } from './LiveTail';
import { LogList } from './LogList';
import { SavedSearches } from './SavedSearches';
import './telemetry.css';
import { wordsOf } from './words';

const LogHistogram = lazy(() => import('./LogHistogram').then((module) => ({ default: module.LogHistogram })));

const FILTERS: Changes = {
  q: undefined,
  service: undefined,
  severity: undefined,
  trace: undefined,
  tag: undefined,
  in: undefined,
  errorId: undefined,
  saved: undefined,
};

interface Chosen {
  params: URLSearchParams;
  change: (changes: Changes) => void;
}

function Filters({ params, change }: Chosen) {
  return (
    <Flex gap={8} wrap>
      <Services params={params} change={change} />
      <Select
        allowClear
        aria-label={text.logs.severity}
        placeholder={text.logs.anySeverity}
        value={params.get('severity') ?? undefined}
        onChange={(severity) => change({ severity })}
        options={SEVERITIES.map((each) => ({ value: each, label: text.logs.atLeast(text.logs.severities[each]) }))}
        style={{ flex: '1 1 150px', minWidth: 0 }}
      />
      <Environments params={params} change={change} />
      <Tags params={params} change={change} />
      <Input
        key={params.get('trace')}
        allowClear
        aria-label={text.logs.traceId}
        placeholder={text.logs.traceId}
        defaultValue={params.get('trace') ?? ''}
        onBlur={(event) => setTrace(event.target.value, params, change)}
        onPressEnter={(event) => setTrace(event.currentTarget.value, params, change)}
        onClear={() => change({ trace: undefined })}
        style={{ flex: '1 1 150px', minWidth: 0 }}
      />
      {params.get('errorId') && (
        <Button
          color="danger"
          variant="filled"
          icon={<CloseOutlined />}
          title={text.errors.onlyClear}
          aria-label={`${text.errors.only}: ${text.errors.onlyClear}`}
          onClick={() => change({ errorId: undefined })}
        >
          {text.errors.only}
        </Button>
      )}
    </Flex>
  );
}

/** What is no trace id goes to the API as it is, which says so. */
function setTrace(written: string, params: URLSearchParams, change: (changes: Changes) => void) {
  const next = traceIdOf(written) ?? written.trim();
  if (next !== (params.get('trace') ?? '')) {
    change({ trace: next });
  }
}

function Found({ page }: { page: Schemas['LogPage'] }) {
  return (
    <span role="status">{(page.totalIsLowerBound ? text.logs.foundMore : text.logs.found)(count(page.total))}</span>
  );
}

function Search({ params, change, onTag }: Chosen & { onTag: (tag: string) => void }) {
  const filter = logFilterOf(params);
  const { data, error, isPending, isFetching, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } =
    useInfiniteQuery(logsPages(filter, periodOf(params)));
  const entries = useMemo(() => (data?.pages ?? []).flatMap((page) => page.items), [data]);
  const words = useMemo(() => wordsOf(filter.query ?? ''), [filter.query]);
  const first = data?.pages[0];
  const narrowed = isNarrowed(filter);
  return (
    <>
      <ProblemAlert error={error} onRetry={() => void refetch()} />
      {isPending && <Skeleton active />}
      {first && (
        <Card size="small" styles={{ body: { padding: 0 } }}>
          <Flex justify="space-between" align="center" gap={8} style={{ padding: '8px 12px 0' }}>
            <Typography.Text type="secondary">
              <Found page={first} />
            </Typography.Text>
            <Button
              type="text"
              size="small"
              icon={<ReloadOutlined />}
              loading={isFetching && !isFetchingNextPage}
              onClick={() => void refetch()}
            >
              {text.telemetry.refresh}
            </Button>
          </Flex>
          {first.histogram && first.total > 0 && (
            <div style={{ padding: '0 8px 6px', borderBottom: '1px solid var(--ant-color-border-secondary)' }}>
              <Suspense fallback={<div className="histogram" />}>
                <LogHistogram histogram={first.histogram} onChoose={(from, to) => change(ofTimes(from, to))} />
              </Suspense>
            </div>
          )}
          {entries.length === 0 ? (
            <Empty
              image={Empty.PRESENTED_IMAGE_SIMPLE}
              description={text.logs.empty}
              style={{ padding: '8px 16px 24px' }}
            >
              <Flex vertical gap={12} align="center">
                <Typography.Text type="secondary">
                  {narrowed ? text.telemetry.emptyOwn : text.telemetry.emptyAll(text.telemetry.port)}
                </Typography.Text>
                {narrowed && <Button onClick={() => change(FILTERS)}>{text.telemetry.clear}</Button>}
              </Flex>
            </Empty>
          ) : (
            <LogList entries={entries} label={text.logs.list} words={words} onTag={onTag} />
          )}
          {entries.length > 0 && (
            <Flex justify="center" style={{ padding: 12 }}>
              {hasNextPage ? (
                <Button onClick={() => void fetchNextPage()} loading={isFetchingNextPage}>
                  {text.telemetry.older}
                </Button>
              ) : (
                <Typography.Text type="secondary">{text.telemetry.noneOlder}</Typography.Text>
              )}
            </Flex>
          )}
        </Card>
      )}
    </>
  );
}

function SearchPage({ params, change }: Chosen) {
  const filter = logFilterOf(params);
  const live = isLive(params);
  const onTag = useCallback(
    (tag: string) => change({ tag: [...new Set([...params.getAll('tag'), tag])] }),
    [params, change],
  );
  return (
    <>
      <Flex vertical gap={8}>
        <Input.Search
          key={params.get('q')}
          allowClear
          size="large"
          prefix={<SearchOutlined />}
          aria-label={text.logs.search}
          placeholder={text.logs.search}
          title={text.logs.searchHint}
          defaultValue={params.get('q') ?? ''}
          onSearch={(q) => change({ q: q.trim() })}
        />
        <Filters params={params} change={change} />
      </Flex>
      {live ? <LiveTail filter={filter} onTag={onTag} /> : <Search params={params} change={change} onTag={onTag} />}
    </>
  );
}

/** The API does not follow the logs of one error. */
const isLive = (params: URLSearchParams) => params.get('live') === '1' && !params.get('errorId');

function SearchActions({ params, change }: Chosen) {
  const oneError = params.get('errorId') !== null;
  const live = isLive(params);
  return (
    <>
      <Tooltip title={oneError ? text.errors.notLive : undefined}>
        <Flex gap={8} align="center" component="label">
          <Switch
            checked={live}
            disabled={oneError}
            onChange={(on) => change({ live: on ? '1' : undefined })}
            aria-label={text.logs.liveLabel}
          />
          <span aria-hidden>{text.logs.live}</span>
        </Flex>
      </Tooltip>
      <SavedSearches signal="logs" />
      {!live && <TimeChoice params={params} change={change} />}
    </>
  );
}

/** Whether the errors since a change are shown rather than logs. */
const isErrors = (params: URLSearchParams) => params.get('view') === 'errors';

export default function LogsPage() {
  const [params, change] = useParameters();
  const [env] = useEnv();
  const errors = isErrors(params);
  const services = params.getAll('service');
  const levelsOf = `${params.get('in') && params.get('in') !== EVERY ? params.get('in') : env}/${services.length === 1 ? services[0] : ''}`;
  return (
    <Page
      title={text.logs.title}
      subtitle={text.logs.subtitle}
      actions={
        !errors && (
          <Flex gap={12} align="center" wrap>
            <AlertsMark env={envOf(params)} service={onlyService(params)} />
            <SearchActions params={params} change={change} />
          </Flex>
        )
      }
    >
      <Flex justify="space-between" align="center" gap={8} wrap>
        <Segmented
          aria-label={text.errors.view}
          value={errors ? 'errors' : 'logs'}
          options={[
            { value: 'logs', label: text.errors.logs },
            { value: 'errors', label: text.errors.errors },
          ]}
          onChange={(view) => change({ view: view === 'errors' ? 'errors' : undefined, live: undefined })}
        />
        <Flex gap={4} wrap>
          <LogLevelsButton onOpen={() => change({ levels: levelsOf })} />
          <Link
            aria-label={text.processing.button}
            to={{ pathname: '/logs/processing', search: `?env=${encodeURIComponent(env)}` }}
          >
            <Button type="text" icon={<ControlOutlined />} tabIndex={-1} aria-label={text.processing.button}>
              <span className="wide-only">{text.processing.button}</span>
            </Button>
          </Link>
        </Flex>
      </Flex>
      {errors ? <ErrorsView params={params} change={change} /> : <SearchPage params={params} change={change} />}
      <ContextDrawer />
      <LogLevelsDrawer at={params.get('levels')} onMove={(levels) => change({ levels: levels ?? undefined })} />
    </Page>
  );
}
