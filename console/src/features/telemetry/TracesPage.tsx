// SPDX-License-Identifier: Apache-2.0
import { ReloadOutlined } from '@ant-design/icons';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { AutoComplete, Button, Card, Checkbox, Empty, Flex, Form, Input, Skeleton, Typography } from 'antd';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import type { Schemas } from '@/shared/api/client';
import { telemetryServicesQuery, tracesPages } from '@/shared/api/queries';
import { colorsOf } from '@/shared/colors';
import { Ago } from '@/shared/components/Ago';
import { AlertsMark } from '@/shared/components/AlertsMark';
import { Page } from '@/shared/components/Page';
import { ProblemAlert } from '@/shared/components/ProblemAlert';
import { TimeChoice } from '@/shared/components/TimeChoice';
import { useEnv } from '@/shared/env';
import { count, duration } from '@/shared/format';
import {
  type Changes,
  EVERY,
  envOf,
  isNarrowed,
  onlyService,
  periodOf,
  traceFilterOf,
  traceIdOf,
  useParameters,
} from '@/shared/params';
import { text } from '@/shared/text';
import { Environments, Services, Tags } from './Choices';
import { SavedSearches } from './SavedSearches';
import './telemetry.css';

type Summary = Schemas['TraceSummary'];
const NAMED = 4;
const FILTERS: Changes = {
  service: undefined,
  operation: undefined,
  tag: undefined,
  min: undefined,
  max: undefined,
  failed: undefined,
  saved: undefined,
  in: EVERY,
};

interface Chosen {
  params: URLSearchParams;
  change: (changes: Changes) => void;
}

/** A field that is taken when one leaves it or presses Enter, and not at each letter. */
function Millis({ name, label, params, change }: Chosen & { name: 'min' | 'max'; label: string }) {
  const take = (value: string) => {
    if (value !== (params.get(name) ?? '')) {
      change({ [name]: value });
    }
  };
  return (
    <Input
      key={params.get(name)}
      type="number"
      min={0}
      step="any"
      suffix="ms"
      aria-label={`${text.traces.duration}, ${label}`}
      placeholder={label}
      defaultValue={params.get(name) ?? ''}
      onBlur={(event) => take(event.target.value)}
      onPressEnter={(event) => take(event.currentTarget.value)}
      style={{ flex: '1 1 110px', minWidth: 0, maxWidth: 160 }}
    />
  );
}

function Operation({ params, change }: Chosen) {
  const services = params.getAll('service');
  const known = (useQuery(telemetryServicesQuery).data ?? []).filter(
    (each) => services.length === 0 || services.includes(each.name),
  );
  const names = [...new Set(known.flatMap((each) => each.operations))].sort();
  const [written, setWritten] = useState(params.get('operation') ?? '');
  const take = (operation = '') => {
    if (operation !== (params.get('operation') ?? '')) {
      change({ operation });
    }
  };
  return (
    <AutoComplete
      allowClear
      aria-label={text.traces.operation}
      placeholder={text.traces.anyOperation}
      value={written}
      onChange={(value: string | undefined) => setWritten(value ?? '')}
      onSelect={take}
      onClear={() => take('')}
      onBlur={() => take(written)}
      options={names.map((name) => ({ value: name, label: name }))}
      showSearch={{
        filterOption: (typed, option) => (option?.value ?? '').toLowerCase().includes(typed.toLowerCase()),
      }}
      style={{ flex: '1 1 190px', minWidth: 0 }}
    />
  );
}

function OpenById() {
  const navigate = useNavigate();
  const [wrong, setWrong] = useState(false);
  return (
    <Form.Item
      validateStatus={wrong ? 'error' : undefined}
      help={wrong ? <span role="alert">{text.traces.wrongId}</span> : undefined}
      style={{ margin: 0, flex: '1 1 320px', maxWidth: 460 }}
    >
      <Input.Search
        allowClear
        aria-label={text.traces.open}
        placeholder={text.traces.open}
        enterButton={text.traces.openButton}
        onChange={() => setWrong(false)}
        onSearch={(pasted) => {
          const id = traceIdOf(pasted);
          if (id) {
            void navigate(`/traces/${id}`);
          } else {
            setWrong(pasted.trim() !== '');
          }
        }}
      />
    </Form.Item>
  );
}

function Line({ trace, longest, colors }: { trace: Summary; longest: number; colors: Map<string, string> }) {
  const more = trace.services.length - NAMED;
  return (
    <li>
      <Link className="trace-line" to={`/traces/${trace.traceId}`}>
        <span className="trace-name">
          <strong>{trace.service}</strong> {trace.operation}
        </span>
        <Typography.Text type="secondary">
          <Ago at={trace.start} />
        </Typography.Text>
        <span className="trace-bar">
          <span>
            <i data-failed={trace.errors > 0} style={{ width: `${(100 * trace.durationNanos) / longest}%` }} />
          </span>
          <span>{duration(trace.durationNanos)}</span>
        </span>
        <span className="trace-services">
          {trace.services.slice(0, NAMED).map((service) => (
            <span key={service}>
              <i className="t-dot" style={{ background: colors.get(service) }} />
              {service}
            </span>
          ))}
          {more > 0 && <span>{text.traces.more(more)}</span>}
        </span>
        <div className="trace-figures">
          <Typography.Text type="secondary" style={{ fontSize: 12.5, whiteSpace: 'nowrap' }}>
            {text.traces.spans(count(trace.spans))}
          </Typography.Text>
          {trace.errors > 0 && (
            <span className="t-tag" data-severity="error">
              {text.traces.failed(count(trace.errors))}
            </span>
          )}
        </div>
      </Link>
    </li>
  );
}

export default function TracesPage() {
  const [params, change] = useParameters();
  const [env] = useEnv();
  const filter = traceFilterOf(params, env);
  const { data, error, isPending, isFetching, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } =
    useInfiniteQuery(tracesPages(filter, periodOf(params)));
  const traces = (data?.pages ?? []).flatMap((page) => page.items);
  const longest = Math.max(1, ...traces.map((trace) => trace.durationNanos));
  const colors = colorsOf(traces.flatMap((trace) => trace.services));
  // the environment one looks at is no choice of this page
  const narrowed = isNarrowed(traceFilterOf(params));
  return (
    <Page
      title={text.traces.title}
      subtitle={text.traces.subtitle}
      actions={
        <>
          <AlertsMark env={envOf(params, env)} service={onlyService(params)} />
          <SavedSearches signal="traces" env={env} />
          <TimeChoice params={params} change={change} />
        </>
      }
    >
      <Flex vertical gap={8}>
        <Flex gap={8} wrap>
          <Services params={params} change={change} />
          <Operation key={params.get('operation')} params={params} change={change} />
          <Tags params={params} change={change} />
          <Environments params={params} change={change} usual={env} />
        </Flex>
        <Flex gap={8} wrap align="center">
          <Millis name="min" label={text.traces.min} params={params} change={change} />
          <Millis name="max" label={text.traces.max} params={params} change={change} />
          <Checkbox
            checked={filter.error === true}
            onChange={(event) => change({ failed: event.target.checked ? '1' : undefined })}
            style={{ marginInline: 4 }}
          >
            {text.traces.errors}
          </Checkbox>
          <span style={{ flex: '1 0 0' }} />
          <OpenById />
        </Flex>
      </Flex>
      <ProblemAlert error={error} onRetry={() => void refetch()} />
      {isPending && <Skeleton active />}
      {data && (
        <Card size="small" styles={{ body: { padding: 0 } }}>
          <Flex justify="space-between" align="center" gap={8} style={{ padding: '8px 12px 4px 16px' }}>
            <Typography.Text type="secondary">
              <span role="status">{text.traces.shown(count(traces.length))}</span>
              <span className="wide-only"> · {text.traces.longest}</span>
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
          {traces.length === 0 ? (
            <Empty
              image={Empty.PRESENTED_IMAGE_SIMPLE}
              description={text.traces.empty}
              style={{ padding: '8px 16px 24px' }}
            >
              <Flex vertical gap={12} align="center">
                <Typography.Text type="secondary">
                  {narrowed ? text.telemetry.emptyOwn : text.telemetry.emptyAll(text.telemetry.port)}
                </Typography.Text>
                {(narrowed || filter.env) && (
                  <Button onClick={() => change(FILTERS)}>
                    {narrowed ? text.telemetry.clear : text.telemetry.anyEnv}
                  </Button>
                )}
              </Flex>
            </Empty>
          ) : (
            <ul className="t-list" aria-label={text.traces.list}>
              {traces.map((trace) => (
                <Line key={trace.traceId} trace={trace} longest={longest} colors={colors} />
              ))}
            </ul>
          )}
          {hasNextPage && (
            <Flex justify="center" style={{ padding: 12 }}>
              <Button onClick={() => void fetchNextPage()} loading={isFetchingNextPage}>
                {text.telemetry.older}
              </Button>
            </Flex>
          )}
        </Card>
      )}
    </Page>
  );
}
