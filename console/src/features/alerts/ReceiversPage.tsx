// SPDX-License-Identifier: Apache-2.0
import { useQuery } from '@tanstack/react-query';
import { Button, Card, Flex, Segmented, Skeleton, Typography } from 'antd';
import { useMemo, useState } from 'react';
import { Link } from 'react-router';
import { resourcesQuery, useMay } from '@/shared/api/queries';
import { Ago } from '@/shared/components/Ago';
import { Page } from '@/shared/components/Page';
import { ProblemAlert } from '@/shared/components/ProblemAlert';
import { Starters } from '@/shared/components/Starters';
import { NEW, useEdited } from '@/shared/components/useEdited';
import { useEnv } from '@/shared/env';
import { changed, useParameters } from '@/shared/params';
import { text } from '@/shared/text';
import { AlertsNav } from './AlertsNav';
import {
  type Delivery,
  deliveriesQuery,
  type Receiver,
  type ReceiverChannel,
  receiversQuery,
  switchesQuery,
} from './api';
import { DeliveryList, Outcome } from './Deliveries';
import { Editor, NewFrom, Nothing, Resources } from './Resources';
import { Routing } from './Routing';
import { CHANNELS, receiversFor, SWITCHES } from './starters';
import { TestButton } from './TestButton';
import './alerts.css';

const words = text.alerts.receivers;
/** A test is for few. */
const MOST_TOLD = 20;

function Last({ delivery }: { delivery?: Delivery | null }) {
  return (
    <span className="al-hint">
      {words.last}: {delivery == null ? words.never : <Outcome delivery={delivery} />}
    </span>
  );
}

function Channel({ env, of, channel }: { env: string; of: Receiver; channel: ReceiverChannel }) {
  return (
    <li className="al-row">
      <div>
        <strong>{channel.channel}</strong> <span className="al-chip">{channel.sort}</span>
        {channel.to.length > 0 && <span className="al-hint">{channel.to.join(', ')}</span>}
        <Last delivery={channel.lastDelivery} />
      </div>
      <TestButton env={env} channel={channel.channel} to={channel.to.slice(0, MOST_TOLD)} of={of.name} />
    </li>
  );
}

function ReceiverList({ env }: { env: string }) {
  const { data, error, isPending, refetch } = useQuery(receiversQuery(env));
  const resources = useQuery(resourcesQuery('AlertReceiver', env)).data;
  const mayWrite = useMay('write', 'AlertReceiver', env);
  const starters = useMemo(
    () =>
      receiversFor(
        (data?.channels ?? []).map(({ name }) => name),
        (data?.items ?? []).map(({ name }) => name),
      ),
    [data],
  );
  const [, edit] = useEdited(resources, starters);
  return (
    <Flex vertical gap={16}>
      <Flex justify="space-between" align="flex-start" gap={12} wrap>
        <Typography.Text type="secondary" className="al-intro">
          {words.text}
        </Typography.Text>
        {mayWrite && data && data.items.length > 0 && <NewFrom label={words.new} starters={starters} onStart={edit} />}
      </Flex>
      <ProblemAlert error={error} onRetry={() => void refetch()} />
      {isPending && <Skeleton active />}
      {data?.channels.length === 0 && (
        <Link to={`?env=${encodeURIComponent(env)}&tab=channels`}>{words.toChannels}</Link>
      )}
      {data?.items.length === 0 && (
        <Starters
          title={words.empty}
          hint={words.emptyText}
          starters={starters}
          blank={text.processing.pipelines.startBlank}
          readOnlyHint={text.common.readOnly}
          onStart={mayWrite ? (name) => edit(NEW + name) : null}
        />
      )}
      {data && data.items.length > 0 && (
        <ul className="t-list al-cards" aria-label={words.list}>
          {data.items.map((each) => (
            <li key={each.name}>
              <Button type="link" className="al-name" onClick={() => edit(each.name)}>
                {each.name}
              </Button>
              {each.description && <div>{each.description}</div>}
              {each.channels.length === 0 ? (
                <span className="al-error">{words.noChannels}</span>
              ) : (
                <ul className="t-list al-rows" aria-label={each.name}>
                  {each.channels.map((channel, at) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: a channel may be there twice
                    <Channel key={at} env={env} of={each} channel={channel} />
                  ))}
                </ul>
              )}
              <span className="al-hint">
                {each.escalation
                  ? words.escalation(each.escalation.afterMinutes, each.escalation.to)
                  : words.noEscalation}
              </span>
            </li>
          ))}
        </ul>
      )}
      <Editor kind="AlertReceiver" env={env} resources={resources} starters={starters} />
    </Flex>
  );
}

function ChannelList({ env }: { env: string }) {
  const known = useQuery(receiversQuery(env)).data?.channels ?? [];
  return (
    <Resources kind="AlertChannel" env={env} words={words.channels} starters={CHANNELS}>
      {({ name, spec }) => {
        const channel = known.find((each) => each.name === name);
        const { description } = spec as { description?: string };
        return (
          <>
            {description && <div>{description}</div>}
            {channel && (
              <div className="al-row">
                <div>
                  <span className="al-chip">{channel.sort}</span>
                  <Last delivery={channel.lastDelivery} />
                </div>
                <TestButton env={env} channel={name} to={[]} of={name} />
              </div>
            )}
          </>
        );
      }}
    </Resources>
  );
}

const STATES = ['all', 'pending', 'failed', 'delivered'] as const;
type State = (typeof STATES)[number];

function AllDeliveries({ env }: { env: string }) {
  const [state, setState] = useState<State>('all');
  const { data, error, isPending, refetch } = useQuery(deliveriesQuery(env, state));
  return (
    <Flex vertical gap={16}>
      <Segmented<State>
        aria-label={text.alerts.delivery.filter}
        className="al-start"
        value={state}
        onChange={setState}
        options={STATES.map((value) => ({
          value,
          label: value === 'all' ? text.alerts.delivery.all : text.alerts.delivery.states[value],
        }))}
      />
      <ProblemAlert error={error} onRetry={() => void refetch()} />
      {isPending && <Skeleton active />}
      {data?.length === 0 && <Nothing title={text.alerts.delivery.empty} hint={text.alerts.delivery.emptyText} />}
      {data && data.length > 0 && (
        <Card size="small">
          <DeliveryList deliveries={data} alerts />
        </Card>
      )}
    </Flex>
  );
}

function Switches({ env }: { env: string }) {
  const { data, error, refetch } = useQuery(switchesQuery(env));
  return (
    <Flex vertical gap={16}>
      <ProblemAlert error={error} onRetry={() => void refetch()} />
      <Resources kind="DeadManSwitch" env={env} words={words.switches} starters={SWITCHES}>
        {({ name }) => {
          const found = data?.find((each) => each.name === name);
          return (
            found && (
              <>
                <div>
                  <span className="al-chip" data-state={found.state}>
                    {words.switches.states[found.state]}
                  </span>{' '}
                  {words.switches.within} {found.within}
                </div>
                <span className="al-hint">
                  {words.switches.lastSeen}: <Ago at={found.lastSeenAt} />
                </span>
                <details>
                  <summary>{words.switches.sign}</summary>
                  <span className="al-hint">{words.switches.signText}</span>
                  <code className="al-query">
                    {`curl -X POST -H "Authorization: Bearer $TOKEN" ${window.location.origin}/api/v1/alerts/dead-man-switches/${env}/${name}`}
                  </code>
                </details>
              </>
            )
          );
        }}
      </Resources>
    </Flex>
  );
}

const TABS = {
  receivers: ReceiverList,
  routing: Routing,
  channels: ChannelList,
  deliveries: AllDeliveries,
  switches: Switches,
} as const;
type Tab = keyof typeof TABS;

/** Who is told of alerts, how, and whether it works. */
export default function ReceiversPage() {
  const [params] = useParameters();
  const [env] = useEnv();
  const given = params.get('tab') ?? '';
  const active = (Object.hasOwn(TABS, given) ? given : 'receivers') as Tab;
  const Shown = TABS[active];
  return (
    <Page title={words.title} subtitle={words.subtitle(env)}>
      <AlertsNav />
      <nav aria-label={words.parts} className="al-parts">
        {(Object.keys(TABS) as Tab[]).map((key) => (
          <Link
            key={key}
            aria-current={key === active ? 'true' : undefined}
            to={`?${changed(params, { tab: key === 'receivers' ? undefined : key, edit: undefined })}`}
          >
            {words.tabs[key]}
          </Link>
        ))}
      </nav>
      <Shown env={env} />
    </Page>
  );
}
