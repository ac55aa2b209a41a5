// SPDX-License-Identifier: Apache-2.0
import { DownOutlined, FileSearchOutlined, HistoryOutlined, ReloadOutlined, RightOutlined } from '@ant-design/icons';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Alert, Button, Card, Empty, Flex, Select, Skeleton, Typography } from 'antd';
import { useId, useState } from 'react';
import { Link } from 'react-router';
import { type Change, personOf, type Schemas } from '@/shared/api/client';
import { changesQuery, errorsQuery } from '@/shared/api/queries';
import { Ago } from '@/shared/components/Ago';
import { ProblemAlert } from '@/shared/components/ProblemAlert';
import { ago, count, moment } from '@/shared/format';
import { type Changes, changed, logFilterOf } from '@/shared/params';
import { text } from '@/shared/text';
import { Environments, Services } from './Choices';
import { Details } from './LogList';

type ErrorList = Schemas['ErrorList'];
type ErrorGroup = Schemas['ErrorGroup'];

/** What is decided about looking at a system, and not about the system; the API does not count from it either. */
const OF_OBSERVERS = new Set(['SavedSearch', 'LogPipeline', 'LogStream', 'LogLevel', 'IngestQuota']);
const OFFERED = 20;
const READ = 100;
const HOUR = 3_600_000;

interface Chosen {
  params: URLSearchParams;
  change: (changes: Changes) => void;
}

const nameOf = (change: { kind: string; name: string; env?: string }) =>
  text.errors.sinceText(change.kind, change.name, change.env ? ` · ${change.env}` : '');

/** The changes that one may count from, the newest first; of a set that was decided together only the last. */
function useChanges(env: string | undefined) {
  const { data } = useQuery(changesQuery({ limit: READ }));
  const sets = new Set<number>();
  return (data?.items ?? [])
    .filter((each) => !OF_OBSERVERS.has(each.kind) && (!env || !each.env || each.env === env))
    .filter((each) => !sets.has(each.changeSet) && sets.add(each.changeSet))
    .slice(0, OFFERED);
}

function ChangeChoice({ changes, since, params, change }: Chosen & { changes: Change[]; since: ErrorList['since'] }) {
  const now = new Date();
  const label = (each: { seq: number; author: string; at: string; kind: string; name: string; env?: string }) =>
    `${text.errors.option(each.seq, nameOf(each))} · ${personOf(each.author)}, ${ago(new Date(each.at), now)}`;
  const chosen = Number(params.get('change')) || undefined;
  const options = changes.map((each) => ({ value: String(each.seq), label: label(each) }));
  if (chosen && since?.seq === chosen && !changes.some((each) => each.seq === chosen)) {
    options.push({ value: String(chosen), label: label(since) });
  }
  return (
    <Select
      aria-label={text.errors.choose}
      prefix={<Typography.Text type="secondary">{text.errors.choose}</Typography.Text>}
      value={chosen ? String(chosen) : ''}
      onChange={(next) => change({ change: next })}
      options={[{ value: '', label: text.errors.lastChange }, ...options]}
      popupMatchSelectWidth={false}
      style={{ flex: '1 1 260px', minWidth: 0 }}
    />
  );
}

/** What the errors are counted from: the change, who made it, when and why. */
function Since({ list, params }: { list: ErrorList; params: URLSearchParams }) {
  const since = list.since;
  if (!since) {
    return (
      <Typography.Text type="secondary">
        {text.errors.noChange} {text.errors.noChangeText(moment(list.from))}
      </Typography.Text>
    );
  }
  const address = changed(new URLSearchParams(), { env: params.get('env') ?? undefined, seq: String(since.seq) });
  const hours = list.comparedFrom ? Math.round((Date.parse(list.from) - Date.parse(list.comparedFrom)) / HOUR) : 0;
  return (
    <Flex vertical gap={2} style={{ overflowWrap: 'anywhere' }}>
      <span>
        <Link className="in-text" to={`/changes?${address}`}>
          <HistoryOutlined /> {text.errors.since} {since.seq}
        </Link>{' '}
        <strong>{nameOf(since)}</strong> {text.errors.byAt(personOf(since.author))}, <Ago at={since.at} />
        {since.message && <>: “{since.message}”</>}
      </span>
      <Typography.Text type="secondary" style={{ fontSize: 12.5 }}>
        {text.errors.compared(hours)}
      </Typography.Text>
    </Flex>
  );
}

/** The logs of one error, in the time in which it was counted. */
function logsAddress(group: ErrorGroup, list: ErrorList, params: URLSearchParams): string {
  return `/logs?${changed(new URLSearchParams(), {
    env: params.get('env') ?? undefined,
    service: group.service,
    errorId: group.id,
    from: list.from,
    to: list.to,
  })}`;
}

/** The time of day is enough for today, and one time for what happened in one second. */
function timesOf(group: ErrorGroup): string {
  const today = moment(new Date().toISOString()).slice(0, 10);
  const [first, last] = [group.first, group.last].map((at) => {
    const whole = moment(at);
    return whole.startsWith(today) ? whole.slice(11) : whole.slice(5);
  }) as [string, string];
  return first === last ? last : text.errors.between(first, last);
}

function Group({ group, list, params }: { group: ErrorGroup; list: ErrorList; params: URLSearchParams }) {
  const [open, setOpen] = useState(false);
  const id = useId();
  return (
    <li className="error-group" data-new={group.isNew}>
      <button
        type="button"
        className="error-line"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => setOpen(!open)}
      >
        <span className="error-fold" aria-hidden>
          {open ? <DownOutlined /> : <RightOutlined />}
        </span>
        <span className="error-what">
          <span className="error-title">
            {group.isNew && (
              <span className="t-tag" data-severity="error">
                {text.errors.isNew}
              </span>
            )}
            <span className="t-mono">{group.title}</span>
          </span>
          <Typography.Text type="secondary" className="error-when">
            <strong>{group.service}</strong> · {timesOf(group)}
          </Typography.Text>
        </span>
        <span className="error-count">{text.errors.times(count(group.count))}</span>
      </button>
      {open && (
        <div id={id}>
          <Flex gap={8} wrap align="center" className="error-actions">
            <Typography.Text strong>{text.errors.latest}</Typography.Text>
            <Link to={logsAddress(group, list, params)}>
              <FileSearchOutlined /> {text.errors.logsOf}
            </Link>
          </Flex>
          <Details entry={group.latest} />
        </div>
      )}
    </li>
  );
}

function Nothing({ list, earlier, change }: Pick<Chosen, 'change'> & { list: ErrorList; earlier: number | undefined }) {
  return (
    <Empty
      image={Empty.PRESENTED_IMAGE_SIMPLE}
      description={<strong>{text.errors.empty}</strong>}
      style={{ padding: '8px 16px 24px', margin: 0 }}
    >
      <Flex vertical gap={12} align="center">
        <Typography.Text type="secondary" style={{ maxWidth: 560 }}>
          {list.since ? text.errors.emptyText : text.errors.emptyNone}
        </Typography.Text>
        {earlier && <Button onClick={() => change({ change: String(earlier) })}>{text.errors.earlier}</Button>}
      </Flex>
    </Empty>
  );
}

/** Which errors there are since a change, and which of them were not there before. */
export function ErrorsView({ params, change }: Chosen) {
  const { service, env } = logFilterOf(params);
  const asked = Number(params.get('change')) || undefined;
  const changes = useChanges(env);
  const { data, error, isFetching, isPending, refetch } = useQuery({
    ...errorsQuery({ service, env, change: asked }),
    placeholderData: keepPreviousData,
  });
  const at = data?.since?.seq;
  const earlier = at === undefined ? undefined : changes.find((each) => each.seq < at)?.seq;
  const fresh = data?.items.filter((group) => group.isNew).length ?? 0;
  return (
    <>
      <Flex gap={8} wrap>
        <Services params={params} change={change} />
        <Environments params={params} change={change} />
        <ChangeChoice changes={changes} since={data?.since} params={params} change={change} />
      </Flex>
      <ProblemAlert error={error} onRetry={() => void refetch()} />
      {isPending && <Skeleton active />}
      {data && !error && (
        <Card size="small" styles={{ body: { padding: 0 } }}>
          <div className="error-since">
            <Since list={data} params={params} />
          </div>
          <Flex justify="space-between" align="center" gap={8} style={{ padding: '4px 12px' }}>
            <Typography.Text type="secondary" role="status">
              {text.errors.shown(data.items.length)}
              {data.since && data.items.length > 0 && `, ${text.errors.newOf(fresh)}`}
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
          {!data.complete && (
            <div style={{ padding: '0 12px 8px' }}>
              <Alert type="info" showIcon title={text.errors.incomplete} />
            </div>
          )}
          {data.items.length === 0 ? (
            <Nothing list={data} earlier={earlier} change={change} />
          ) : (
            <ul className="t-list" aria-label={text.errors.list}>
              {data.items.map((group) => (
                <Group key={group.id} group={group} list={data} params={params} />
              ))}
            </ul>
          )}
        </Card>
      )}
    </>
  );
}
