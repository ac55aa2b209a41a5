// SPDX-License-Identifier: Apache-2.0
import { DeleteOutlined, SlidersOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import {
  Alert,
  App,
  AutoComplete,
  Button,
  Drawer,
  Flex,
  Form,
  Input,
  Segmented,
  Select,
  Skeleton,
  Typography,
} from 'antd';
import { useEffect, useId, useMemo, useState } from 'react';
import { Link } from 'react-router';
import { type Change, Problem, personOf, type Resource } from '@/shared/api/client';
import {
  changesQuery,
  resourceQuery,
  resourcesQuery,
  telemetryServicesQuery,
  useDelete,
  useKnown,
  useMay,
  usePut,
} from '@/shared/api/queries';
import { useEnv } from '@/shared/env';
import { ago, moment, span } from '@/shared/format';
import { text } from '@/shared/text';
import {
  type Entry,
  isLeft,
  LEVELS,
  type Level,
  levelsOf,
  ROOT,
  setterOf,
  untilOf,
  withEntry,
  without,
} from './levels';
import './levels.css';
import { ProblemAlert } from './ProblemAlert';

const KIND = 'LogLevel';
const TICK = 10_000;
const SPANS = ['15', '60', '240', 'own'] as const;
const HISTORY = 50;

/** The time of the page, so that what is left of an entry is counted down. */
function useNow(): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), TICK);
    return () => clearInterval(timer);
  }, []);
  return now;
}

/** Leads to the log levels of an app; there is none where the kind is unknown or may not be read. @param app none for a choice */
export function LogLevelsButton({ app, onOpen }: { app?: string; onOpen: () => void }) {
  const [env] = useEnv();
  const known = useKnown(KIND, env);
  return known ? (
    <Button
      type="text"
      icon={<SlidersOutlined />}
      aria-label={app ? text.levels.buttonOf(app) : text.levels.button}
      onClick={onOpen}
    >
      <span className={app ? undefined : 'wide-only'}>{text.levels.button}</span>
    </Button>
  ) : null;
}

function Row({
  entry,
  set,
  now,
  busy,
  onRemove,
}: {
  entry: Entry;
  set: Change | undefined;
  now: Date;
  busy: boolean;
  onRemove: (() => void) | null;
}) {
  const left = isLeft(entry, now);
  return (
    <li className="level" data-ended={!left}>
      <span className="level-logger t-code">{entry.logger}</span>
      <span className="level-name">{text.levels.names[entry.level] ?? entry.level}</span>
      <Typography.Text type="secondary" className="level-time" title={text.levels.until(moment(entry.until))}>
        {left
          ? text.levels.left(span(Date.parse(entry.until) - now.getTime()))
          : text.levels.ended(ago(new Date(entry.until), now))}
      </Typography.Text>
      <Typography.Text type="secondary" className="level-by">
        {set && (
          <>
            {text.levels.by(personOf(set.author))},{' '}
            <Link className="in-text" to={`/changes?seq=${set.seq}`}>
              {text.changes.detail(set.seq)}
            </Link>
            {set.message && <> “{set.message}”</>}
          </>
        )}
      </Typography.Text>
      {onRemove && (
        <Button
          type="text"
          danger
          className="level-remove"
          icon={<DeleteOutlined />}
          aria-label={text.levels.removeOf(entry.logger)}
          title={text.levels.remove}
          disabled={busy}
          onClick={onRemove}
        />
      )}
    </li>
  );
}

/** A level for a logger, and until when. */
function Add({
  levels,
  now,
  saving,
  error,
  onSet,
}: {
  levels: readonly Entry[];
  now: Date;
  saving: boolean;
  error: unknown;
  onSet: (entry: Entry, why: string, done: () => void) => void;
}) {
  const [logger, setLogger] = useState('');
  const [level, setLevel] = useState<Level>('debug');
  const [lasting, setLasting] = useState<(typeof SPANS)[number]>('15');
  const [end, setEnd] = useState(() => moment(new Date(Date.now() + 8 * 3_600_000).toISOString()).replace(' ', 'T'));
  const [why, setWhy] = useState('');
  // its list would open again when what is written is taken away
  const [times, setTimes] = useState(0);
  const id = useId();
  const until = untilOf(lasting === 'own' ? end : Number(lasting), new Date());
  const known = [...new Set([ROOT, ...levels.map((each) => each.logger)])];
  const replaced = levels.some((each) => each.logger === logger && isLeft(each, now));
  const violation =
    error instanceof Problem ? error.violations.find((each) => each.field.endsWith('.logger')) : undefined;
  const ready = logger.trim() !== '' && until !== null;
  const set = () => {
    if (ready) {
      onSet({ logger: logger.trim(), level, until }, why, () => {
        setLogger('');
        setWhy('');
        setTimes((before) => before + 1);
      });
    }
  };
  return (
    <Form layout="vertical" component="div">
      <Typography.Title level={3} style={{ fontSize: 15, marginTop: 0 }}>
        {text.levels.add}
      </Typography.Title>
      <Flex gap="0 12px" wrap>
        <Form.Item
          label={text.levels.logger}
          htmlFor={`${id}logger`}
          extra={text.levels.loggerHint}
          validateStatus={violation ? 'error' : undefined}
          help={violation && text.editor.expected(violation.expected)}
          style={{ flex: '1 1 280px' }}
        >
          <AutoComplete
            key={times}
            id={`${id}logger`}
            value={logger}
            onChange={(value: string | undefined) => setLogger(value ?? '')}
            options={known.map((value) => ({ value, label: value }))}
            showSearch={{
              filterOption: (typed, option) => (option?.value ?? '').toLowerCase().includes(typed.toLowerCase()),
            }}
          />
        </Form.Item>
        <Form.Item label={text.levels.level} htmlFor={`${id}level`} style={{ flex: '0 0 120px' }}>
          <Select
            id={`${id}level`}
            value={level}
            onChange={setLevel}
            options={LEVELS.map((value) => ({ value, label: text.levels.names[value] }))}
          />
        </Form.Item>
      </Flex>
      <Flex gap="0 12px" wrap>
        <Form.Item label={text.levels.for}>
          <Segmented
            aria-label={text.levels.for}
            value={lasting}
            options={SPANS.map((value) => ({ value, label: text.levels.spans[value] }))}
            onChange={(value) => setLasting(value as (typeof SPANS)[number])}
          />
        </Form.Item>
        {lasting === 'own' && (
          <Form.Item
            label={text.levels.end}
            htmlFor={`${id}end`}
            validateStatus={until === null ? 'error' : undefined}
            help={until === null ? <span role="alert">{text.levels.endWrong}</span> : undefined}
          >
            <Input id={`${id}end`} type="datetime-local" value={end} onChange={(event) => setEnd(event.target.value)} />
          </Form.Item>
        )}
      </Flex>
      {replaced && (
        <Typography.Paragraph type="secondary" role="status">
          {text.levels.replaces(logger)}
        </Typography.Paragraph>
      )}
      <Flex gap={8} wrap style={{ marginTop: 8 }}>
        <Input
          value={why}
          onChange={(event) => setWhy(event.target.value)}
          onPressEnter={set}
          placeholder={text.common.message}
          aria-label={text.common.message}
          maxLength={1000}
          style={{ flex: '1 1 220px' }}
        />
        <Button type="primary" disabled={!ready} loading={saving} onClick={set}>
          {text.levels.set}
        </Button>
      </Flex>
    </Form>
  );
}

function Levels({ env, app }: { env: string; app: string }) {
  const { message } = App.useApp();
  const now = useNow();
  const { data, error, isPending, refetch } = useQuery(resourceQuery(KIND, app, env));
  const changes = useQuery(changesQuery({ kind: KIND, env, name: app, limit: HISTORY })).data?.items;
  const mayWrite = useMay('write', KIND, env, app);
  const mayDelete = useMay('delete', KIND, env, app);
  const put = usePut();
  const remove = useDelete();
  const levels = useMemo(() => levelsOf(data), [data]);
  if (isPending) {
    return <Skeleton active />;
  }
  const save = (next: Entry[], why: string, onSuccess: () => void) =>
    put.mutate(
      {
        kind: KIND,
        env,
        name: app,
        spec: { levels: next },
        labels: data?.labels ?? {},
        revision: data?.revision ?? 0,
        message: why.trim() || undefined,
      },
      { onSuccess },
    );
  const take = (resource: Resource, entry: Entry) => {
    const next = without(levels, entry, new Date());
    const onSuccess = () => message.success(text.levels.removed(entry.logger));
    if (next.length > 0) {
      save(next, '', onSuccess);
    } else if (mayDelete) {
      remove.mutate({ kind: KIND, env, name: app, revision: resource.revision }, { onSuccess });
    } else {
      // an entry that has ended has no effect, which is as good
      save([{ ...entry, until: new Date().toISOString() }], '', onSuccess);
    }
  };
  const busy = put.isPending || remove.isPending;
  return (
    <Flex vertical gap={20}>
      <ProblemAlert error={error} onRetry={() => void refetch()} />
      {levels.length === 0 ? (
        <Typography.Text type="secondary">{text.levels.none}</Typography.Text>
      ) : (
        <div>
          <ul className="levels" aria-label={text.levels.list}>
            {levels.map((entry) => (
              <Row
                key={entry.logger}
                entry={entry}
                set={setterOf(entry, changes ?? [])}
                now={now}
                busy={busy}
                onRemove={mayWrite && data ? () => take(data, entry) : null}
              />
            ))}
          </ul>
          {mayWrite && levels.some((entry) => !isLeft(entry, now)) && (
            <Typography.Text type="secondary" style={{ fontSize: 12.5 }}>
              {text.levels.endedHint}
            </Typography.Text>
          )}
        </div>
      )}
      {mayWrite ? (
        <Add
          levels={levels}
          now={now}
          saving={put.isPending}
          error={put.error}
          onSet={(entry, why, done) =>
            save(withEntry(levels, entry, new Date()), why, () => {
              message.success(text.levels.done(entry.logger, text.levels.names[entry.level]));
              done();
            })
          }
        />
      ) : (
        <Alert type="info" showIcon title={text.levels.readOnly} />
      )}
      <ProblemAlert error={put.error ?? remove.error} />
    </Flex>
  );
}

function Choice({ env, app, onMove }: { env: string; app: string; onMove: (at: string) => void }) {
  const envs = useQuery(resourcesQuery('Environment')).data ?? [];
  const apps = useQuery(resourcesQuery('App')).data ?? [];
  const services = useQuery(telemetryServicesQuery).data ?? [];
  const [written, setWritten] = useState(app);
  const id = useId();
  const names = [...new Set([...apps.map((each) => each.name), ...services.map((each) => each.name)])].sort();
  const take = (name = '') => name.trim() !== app && onMove(`${env}/${name.trim()}`);
  return (
    <Form layout="vertical" component="div">
      <Flex gap={12} wrap>
        <Form.Item
          label={text.levels.app}
          htmlFor={`${id}app`}
          extra={text.levels.appHint}
          style={{ flex: '1 1 220px', margin: 0 }}
        >
          <AutoComplete
            id={`${id}app`}
            value={written}
            autoFocus={app === ''}
            onChange={(value: string | undefined) => setWritten(value ?? '')}
            onSelect={take}
            onBlur={() => take(written)}
            onInputKeyDown={(event) => event.key === 'Enter' && take(written)}
            options={names.map((value) => ({ value, label: value }))}
            showSearch={{
              filterOption: (typed, option) => (option?.value ?? '').toLowerCase().includes(typed.toLowerCase()),
            }}
          />
        </Form.Item>
        <Form.Item label={text.levels.env} htmlFor={`${id}env`} style={{ flex: '0 0 170px', margin: 0 }}>
          <Select
            id={`${id}env`}
            value={env}
            onChange={(next) => onMove(`${next}/${app}`)}
            options={[...new Set([...envs.map((each) => each.name), env])].map((value) => ({ value, label: value }))}
          />
        </Form.Item>
      </Flex>
    </Form>
  );
}

/** At which level an app logs for a while. @param at environment and app, as `dev/orders`; closed when null */
export function LogLevelsDrawer({ at, onMove }: { at: string | null; onMove: (at: string | null) => void }) {
  const slash = at?.indexOf('/') ?? -1;
  const env = at?.slice(0, Math.max(slash, 0)) || 'dev';
  const app = at?.slice(slash + 1) ?? '';
  return (
    <Drawer
      open={at !== null}
      onClose={() => onMove(null)}
      title={app === '' ? text.levels.title : text.levels.buttonOf(app)}
      size="min(640px, 100vw)"
      destroyOnHidden
    >
      {at !== null && (
        <Flex vertical gap={20}>
          <Typography.Text type="secondary">{text.levels.subtitle}</Typography.Text>
          <Choice key={at} env={env} app={app} onMove={onMove} />
          {app === '' ? (
            <Typography.Text type="secondary">{text.levels.choose}</Typography.Text>
          ) : (
            <Levels key={at} env={env} app={app} />
          )}
        </Flex>
      )}
    </Drawer>
  );
}
