// SPDX-License-Identifier: Apache-2.0
import { PlusOutlined, StopOutlined } from '@ant-design/icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Card, Empty, Flex, Skeleton, Typography } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { alertKeys } from '@/shared/api/alerts';
import { personOf } from '@/shared/api/client';
import { type putResource, resourceQuery, useDelete, useMay, usePut } from '@/shared/api/queries';
import { Page } from '@/shared/components/Page';
import { ProblemAlert } from '@/shared/components/ProblemAlert';
import { ResourceDrawer } from '@/shared/components/ResourceDrawer';
import { useNow } from '@/shared/components/useNow';
import { useEnv } from '@/shared/env';
import { moment, span } from '@/shared/format';
import { useParameters } from '@/shared/params';
import { text } from '@/shared/text';
import { AlertsNav } from './AlertsNav';
import { type Silence, silencesQuery } from './api';
import { Matchers } from './MatcherEditor';
import { SilenceSheet } from './SilenceSheet';
import './alerts.css';

const words = text.alerts.silences;
const KIND = 'Silence';
const NEW = '+';

/** Ends one that is active, and takes away one that has not begun. */
function useEnd({ name, env, state }: Silence) {
  const queries = useQueryClient();
  const put = usePut();
  const remove = useDelete();
  return useMutation({
    mutationFn: async () => {
      const resource = await queries.fetchQuery({ ...resourceQuery(KIND, name, env), staleTime: 0 });
      if (resource === null) {
        return;
      }
      const { revision, labels } = resource;
      if (state === 'pending') {
        await remove.mutateAsync({ kind: KIND, name, env, revision });
      } else {
        const spec = { ...(resource.spec as object), endsAt: new Date().toISOString() };
        await put.mutateAsync({ kind: KIND, name, env, revision, labels, spec } satisfies Parameters<
          typeof putResource
        >[0]);
      }
    },
    onSuccess: () => void queries.invalidateQueries({ queryKey: alertKeys.all }),
  });
}

function Row({ silence, now, onEdit }: { silence: Silence; now: number; onEdit: () => void }) {
  const { name, env, matchers, startsAt, endsAt, comment, createdBy, state, affects } = silence;
  const { modal, message } = App.useApp();
  const may = useMay(state === 'pending' ? 'delete' : 'write', KIND, env, name);
  const end = useEnd(silence);
  const failed = (error: unknown) =>
    void modal.error({ title: text.common.failed, content: <ProblemAlert error={error} />, width: 560 });
  const run = () => end.mutate(undefined, { onSuccess: () => void message.success(words.done(name)), onError: failed });
  const rest =
    state === 'pending'
      ? words.begins(span(Date.parse(startsAt) - now))
      : state === 'active'
        ? words.left(span(Date.parse(endsAt) - now))
        : '';
  return (
    <li className="al-row">
      <div>
        <Flex gap={8} align="baseline" wrap>
          <Button type="link" className="al-name" onClick={onEdit} aria-label={words.edit(name)}>
            {comment || name}
          </Button>
          <span className="al-chip" data-state={state === 'expired' ? undefined : state}>
            {words.states[state]}
          </span>
          {rest && <strong>{rest}</strong>}
        </Flex>
        <Matchers written={matchers} />
        <span className="al-hint">
          {[
            personOf(createdBy),
            `${moment(startsAt).slice(0, 16)} – ${moment(endsAt).slice(0, 16)}`,
            ...(comment ? [name] : []),
          ].join(' · ')}
        </span>
        {state !== 'expired' && (
          <span className="al-hint">
            {affects > 0 ? (
              <Link to={`/alerts?in=${encodeURIComponent(env)}&tab=silenced`}>
                {text.alerts.silenceForm.covers(affects, false).replace(/:$/, '.')}
              </Link>
            ) : (
              text.alerts.silenceForm.covers(0, false)
            )}
          </span>
        )}
      </div>
      {state !== 'expired' && may && (
        <Button
          icon={<StopOutlined />}
          loading={end.isPending}
          aria-label={state === 'pending' ? words.removeOf(name) : words.endOf(name)}
          onClick={() =>
            void modal.confirm({
              title: state === 'pending' ? text.common.deleteTitle(name) : words.endTitle(name),
              content: state === 'pending' ? text.common.deleteText : words.endText(affects),
              okText: state === 'pending' ? words.remove : words.end,
              cancelText: text.common.cancel,
              onOk: run,
            })
          }
        >
          {state === 'pending' ? words.remove : words.end}
        </Button>
      )}
    </li>
  );
}

/** The resource itself, as YAML and with its history. */
function Editing({ name, env, onClose }: { name: string; env: string; onClose: () => void }) {
  const { data } = useQuery(resourceQuery(KIND, name, env));
  return data ? <ResourceDrawer kind={KIND} env={env} resource={data} initial={{}} onClose={onClose} /> : null;
}

const ORDER = ['active', 'pending', 'expired'] as const;

/** Of which alerts nobody is told for a while. */
export default function SilencesPage() {
  const [params, change] = useParameters();
  const [env] = useEnv();
  const [now] = useNow(10);
  const { data, error, isPending, refetch } = useQuery(silencesQuery(env));
  const may = useMay('write', KIND, env);
  const [ended, setEnded] = useState(false);
  const edit = params.get('edit');
  const open = (name: string | undefined) => change({ edit: name });
  const ordered = [...(data ?? [])].sort(
    (one, other) =>
      ORDER.indexOf(one.state) - ORDER.indexOf(other.state) ||
      (one.state === 'expired' ? -1 : 1) * (Date.parse(one.endsAt) - Date.parse(other.endsAt)),
  );
  const current = ordered.filter(({ state }) => state !== 'expired');
  const expired = ordered.filter(({ state }) => state === 'expired');
  const add = may && (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => open(NEW)}>
      {words.new}
    </Button>
  );
  const rows = (silences: Silence[]) =>
    silences.map((each) => <Row key={each.name} silence={each} now={now} onEdit={() => open(each.name)} />);
  return (
    <Page title={words.title} subtitle={words.subtitle(env)} actions={current.length > 0 && add}>
      <AlertsNav />
      <ProblemAlert error={error} onRetry={() => void refetch()} />
      {isPending && <Skeleton active paragraph={{ rows: 6 }} />}
      {data && current.length === 0 && (
        <Card>
          <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={words.empty}>
            <Flex vertical gap={12} align="center">
              <Typography.Text type="secondary">{words.emptyText}</Typography.Text>
              {add}
            </Flex>
          </Empty>
        </Card>
      )}
      {current.length > 0 && (
        <Card size="small">
          <ul className="t-list al-rows" aria-label={words.list}>
            {rows(current)}
          </ul>
        </Card>
      )}
      {expired.length > 0 && (
        <div>
          <Button type="link" className="al-name" aria-expanded={ended} onClick={() => setEnded(!ended)}>
            {words.expired(expired.length)}
          </Button>
          {ended && (
            <Card size="small">
              <ul className="t-list al-rows" aria-label={words.expired(expired.length)}>
                {rows(expired)}
              </ul>
            </Card>
          )}
        </div>
      )}
      {edit === NEW && (
        <SilenceSheet env={env} initial={[{ name: 'alertname', op: '=', value: '' }]} onClose={() => open(undefined)} />
      )}
      {edit !== null && edit !== NEW && <Editing key={edit} name={edit} env={env} onClose={() => open(undefined)} />}
    </Page>
  );
}
