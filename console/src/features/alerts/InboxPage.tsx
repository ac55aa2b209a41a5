// SPDX-License-Identifier: Apache-2.0
import { ReloadOutlined, SearchOutlined } from '@ant-design/icons';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Alert, Button, Card, Empty, Flex, Input, Select, Skeleton, Tabs, Typography } from 'antd';
import { useEffect, useMemo, useRef, useState } from 'react';
import { Link } from 'react-router';
import { ALERT_SEVERITIES } from '@/shared/api/alerts';
import { resourcesQuery } from '@/shared/api/queries';
import { Page } from '@/shared/components/Page';
import { ProblemAlert } from '@/shared/components/ProblemAlert';
import { useRested } from '@/shared/components/useRested';
import { useEnv } from '@/shared/env';
import { moment } from '@/shared/format';
import { EVERY, envOf, given, useParameters } from '@/shared/params';
import { text } from '@/shared/text';
import { AlertList } from './AlertList';
import { AlertsNav } from './AlertsNav';
import { type Settled, settle } from './alerts';
import { type AlertFilter, type AlertPage, type AlertSummary, alertsPages } from './api';
import { SeverityMark } from './Marks';
import './alerts.css';

const words = text.alerts;
const TABS = ['firing', 'mine', 'silenced', 'resolved'] as const;
type Tab = (typeof TABS)[number];
const DAY = 24 * 60 * 60_000;
const HOUR = 60 * 60_000;
/** Whoever has scrolled further than this reads. */
const AT_TOP = 48;

/** What is over is looked for in the last day, on whole hours so that it is the same question for a while. */
const dayBefore = (now: number) => new Date(Math.floor((now - DAY) / HOUR) * HOUR).toISOString();

function filterOf(params: URLSearchParams, tab: Tab, from: string): AlertFilter {
  return {
    env: envOf(params),
    state: tab === 'resolved' ? 'resolved' : 'firing',
    severity: params.getAll('severity'),
    query: given(params, 'query'),
    mine: tab === 'mine' || undefined,
    from: tab === 'resolved' ? from : undefined,
  };
}

/** Those of the tab: what is silenced or inhibited is not among those that fire. */
function ofTab(tab: Tab, alerts: readonly AlertSummary[]): AlertSummary[] {
  return tab === 'firing'
    ? alerts.filter(({ suppressed }) => suppressed == null)
    : tab === 'silenced'
      ? alerts.filter(({ suppressed }) => suppressed != null)
      : [...alerts];
}

function Severities({ counts }: { counts: AlertPage['counts'] | undefined }) {
  const [params, change] = useParameters();
  const chosen = params.getAll('severity');
  return (
    <div className="al-severities">
      {ALERT_SEVERITIES.map((each) => (
        <button
          key={each}
          type="button"
          aria-pressed={chosen.includes(each)}
          aria-label={words.only(words.severities[each], counts?.[each] ?? 0)}
          onClick={() =>
            change({
              severity: chosen.includes(each) ? chosen.filter((other) => other !== each) : [...chosen, each],
            })
          }
        >
          <SeverityMark severity={each} /> <strong>{counts?.[each] ?? text.common.none}</strong>
        </button>
      ))}
    </div>
  );
}

function Filters({ counts }: { counts: AlertPage['counts'] | undefined }) {
  const [params, change] = useParameters();
  const named = useQuery(resourcesQuery('Environment')).data ?? [];
  const query = params.get('query') ?? '';
  const [written, setWritten] = useState(query);
  const rested = useRested(written);
  const applied = useRef(query);
  useEffect(() => {
    if (rested !== applied.current) {
      applied.current = rested;
      change({ query: rested });
    }
  }, [rested, change]);
  useEffect(() => {
    if (query !== applied.current) {
      applied.current = query;
      setWritten(query);
    }
  }, [query]);
  const env = params.get('in') ?? EVERY;
  const names = new Set(named.map((each) => each.name));
  if (env !== EVERY) {
    names.add(env);
  }
  return (
    <section aria-label={words.filters} className="al-filters">
      <Severities counts={counts} />
      <div className="al-choices">
        <Select
          aria-label={text.telemetry.env}
          value={env}
          onChange={(next) => change({ in: next === EVERY ? undefined : next })}
          options={[
            { value: EVERY, label: text.telemetry.anyEnv },
            ...[...names].sort().map((name) => ({ value: name, label: name })),
          ]}
        />
        <Input
          allowClear
          type="search"
          prefix={<SearchOutlined />}
          aria-label={words.search}
          placeholder={words.search}
          value={written}
          onChange={(event) => setWritten(event.target.value)}
        />
      </div>
    </section>
  );
}

/** What to do first, where nothing is watched yet. */
function Start({ env }: { env: string }) {
  const search = `?env=${encodeURIComponent(env)}`;
  const steps = [
    ['rules', `/alerts/rules${search}`],
    ['receivers', `/alerts/receivers${search}&tab=channels`],
    ['routing', `/alerts/receivers${search}&tab=routing`],
  ] as const;
  return (
    <Card>
      <Flex vertical gap={4}>
        <Typography.Title level={2} className="al-heading">
          {words.start.title}
        </Typography.Title>
        <Typography.Text type="secondary">{words.start.text}</Typography.Text>
      </Flex>
      <ol className="al-steps">
        {steps.map(([step, to]) => (
          <li key={step}>
            <strong>{words.start[step]}</strong>
            <Typography.Text type="secondary">{words.start[`${step}Text`]}</Typography.Text>
            <Link to={to} className="al-button">
              {words.start[`${step}Button`]}
            </Link>
          </li>
        ))}
      </ol>
    </Card>
  );
}

function Nothing({ tab, narrowed, onClear }: { tab: Tab; narrowed: boolean; onClear: () => void }) {
  const [env] = useEnv();
  const rules = useQuery(resourcesQuery('AlertRules')).data;
  if (!narrowed && tab === 'firing' && rules?.length === 0) {
    return <Start env={env} />;
  }
  const [title, hint] = narrowed
    ? [words.empty.filtered, words.empty.filteredText]
    : [words.empty[tab], tab === 'firing' ? rules && words.empty.firingText(rules.length) : words.empty[`${tab}Text`]];
  return (
    <Card>
      <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={title}>
        <Flex vertical gap={12} align="center">
          <Typography.Text type="secondary">{hint}</Typography.Text>
          {narrowed && <Button onClick={onClear}>{words.empty.clear}</Button>}
          {!narrowed && tab === 'resolved' && (
            <Link to={`/alerts/history?env=${encodeURIComponent(env)}`}>{words.empty.toHistory}</Link>
          )}
        </Flex>
      </Empty>
    </Card>
  );
}

/** When somebody last touched, moved or typed something, in milliseconds; a tap must not hit what has just moved under it. */
let lastTouched = 0;
const STILL = 4_000;

function useTouched() {
  useEffect(() => {
    const touched = () => {
      lastTouched = Date.now();
    };
    const events = ['pointerdown', 'pointermove', 'touchmove', 'keydown', 'wheel'] as const;
    for (const event of events) {
      window.addEventListener(event, touched, { passive: true });
    }
    return () => {
      for (const event of events) {
        window.removeEventListener(event, touched);
      }
    };
  }, []);
}

const isReading = () =>
  window.scrollY > AT_TOP ||
  Date.now() - lastTouched < STILL ||
  document.activeElement?.closest('.al-list') instanceof HTMLElement;

/** What is shown stays in its place while somebody reads. @param key of what is asked for: when it changes, all is shown anew */
function useSettled(arrived: AlertSummary[] | undefined, key: string, open: boolean): Settled {
  useTouched();
  const [kept, setKept] = useState<{ key: string; of: AlertSummary[] | undefined } & Settled>({
    key: '',
    of: undefined,
    shown: [],
    waiting: 0,
  });
  if (arrived !== undefined && (kept.key !== key || kept.of !== arrived)) {
    const same = kept.key === key;
    setKept({ key, of: arrived, ...settle(same ? kept.shown : [], arrived, same && (open || isReading())) });
  }
  return kept.key === key ? kept : { shown: [], waiting: 0 };
}

/** What is wrong now, and who takes care of it. */
export default function InboxPage() {
  const [params, change] = useParameters();
  const given = params.get('tab') ?? '';
  const tab: Tab = TABS.find((each) => each === given) ?? 'firing';
  const [from] = useState(() => dayBefore(Date.now()));
  const [open, setOpen] = useState(false);
  const [asked, ask] = useState(0);
  const filter = useMemo(() => filterOf(params, tab, from), [params, tab, from]);
  const { data, error, isPending, isFetching, dataUpdatedAt, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } =
    useInfiniteQuery(alertsPages(filter));
  const arrived = useMemo(
    () =>
      data &&
      ofTab(
        tab,
        data.pages.flatMap(({ items }) => items),
      ),
    [data, tab],
  );
  const key = JSON.stringify([tab, filter, data?.pages.length ?? 0, asked]);
  const { shown, waiting } = useSettled(arrived, key, open);
  const narrowed = params.has('severity') || params.has('query') || envOf(params) !== undefined;
  const clear = () => change({ severity: undefined, query: undefined, in: undefined });
  const counts = data?.pages[0]?.counts;
  return (
    <Page title={words.title} subtitle={words.subtitle}>
      <AlertsNav />
      <Filters counts={counts} />
      <div>
        <Tabs
          activeKey={tab}
          className="al-tabs"
          onChange={(next) => change({ tab: next === 'firing' ? undefined : next })}
          items={TABS.map((each) => ({ key: each, label: words.tabs[each] }))}
        />
        <Flex justify="space-between" align="center" gap={8} className="al-status">
          <Typography.Text type="secondary" role="status">
            {data &&
              `${words.shown(shown.length, hasNextPage)}, ${words.asOf(moment(new Date(dataUpdatedAt).toISOString()).slice(11))}`}
          </Typography.Text>
          <Button
            type="text"
            icon={<ReloadOutlined />}
            loading={isFetching && !isFetchingNextPage}
            aria-label={text.telemetry.refresh}
            onClick={() => void refetch().then(() => ask(asked + 1))}
          />
        </Flex>
        {waiting > 0 && (
          <Button
            block
            size="large"
            className="al-waiting"
            onClick={() => {
              ask(asked + 1);
              window.scrollTo({ top: 0 });
            }}
          >
            {words.waiting(waiting)}
          </Button>
        )}
        {error && data && <Alert type="warning" showIcon title={words.stale} className="al-stale" />}
        <ProblemAlert error={error} onRetry={() => void refetch()} />
        {isPending && <Skeleton active paragraph={{ rows: 8 }} />}
        {data && shown.length > 0 && <AlertList alerts={shown} label={words.list[tab]} onOpen={setOpen} />}
        {data && !error && shown.length === 0 && !hasNextPage && (
          <Nothing tab={tab} narrowed={narrowed} onClear={clear} />
        )}
        {hasNextPage && (
          <Flex justify="center" className="al-more">
            <Button size="large" onClick={() => void fetchNextPage()} loading={isFetchingNextPage}>
              {text.common.more}
            </Button>
          </Flex>
        )}
      </div>
    </Page>
  );
}
