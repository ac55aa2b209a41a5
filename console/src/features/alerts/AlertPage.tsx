// SPDX-License-Identifier: Apache-2.0
import { BookOutlined, FileTextOutlined, LinkOutlined, MutedOutlined, NodeIndexOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Breadcrumb, Button, Card, Result, Skeleton, Typography } from 'antd';
import { useMemo, useState } from 'react';
import { Link, useParams } from 'react-router';
import { changesQuery } from '@/shared/api/queries';
import { Page } from '@/shared/components/Page';
import { ProblemAlert } from '@/shared/components/ProblemAlert';
import { useNow } from '@/shared/components/useNow';
import { useEnv } from '@/shared/env';
import { moment, span } from '@/shared/format';
import { text } from '@/shared/text';
import { AlertChanges } from './AlertChanges';
import { AlertGraph } from './AlertGraph';
import { AlertImpacts } from './AlertImpacts';
import { AlertsNav } from './AlertsNav';
import { AlertTimeline } from './AlertTimeline';
import { around, leadsOf, matchersOf } from './alerts';
import { type AlertDetail, alertQuery } from './api';
import { ClaimButton } from './Claim';
import { DeliveryList } from './Deliveries';
import { Lasting, Marks, SeverityMark } from './Marks';
import { SilenceSheet } from './SilenceSheet';
import './alerts.css';

const words = text.alerts.one;
const MOST_CHANGES = 100;
const NONE: never[] = [];
const MINUTE = 60;

/** Only what leads somewhere on the web; whoever sends alerts writes it. */
const isAddress = (url?: string | null): url is string => url != null && /^https?:\/\//i.test(url);

function Facts({ detail: { alert } }: { detail: AlertDetail }) {
  const env = `env=${encodeURIComponent(alert.env)}`;
  const facts = [
    {
      title: alert.state === 'firing' ? text.alerts.firesFor : text.alerts.firedFor,
      value: (
        <strong>
          <Lasting alert={alert} />
        </strong>
      ),
    },
    { title: words.began, value: moment(alert.startedAt) },
    ...(alert.endedAt == null ? [] : [{ title: words.endedAt, value: moment(alert.endedAt) }]),
    { title: words.told, value: alert.notifiedAt == null ? words.toldNobody : moment(alert.notifiedAt) },
    {
      title: words.receivers,
      value:
        alert.receivers.length === 0 && alert.state === 'resolved' ? (
          text.common.none
        ) : alert.receivers.length === 0 ? (
          <Link to={`/alerts/receivers?${env}&tab=routing`}>{words.noReceivers}</Link>
        ) : (
          alert.receivers.join(', ')
        ),
    },
    {
      title: words.source,
      value:
        alert.group == null ? (
          (text.alerts.sources[alert.source] ?? alert.source)
        ) : (
          <Link to={`/alerts/rules?${env}&edit=${encodeURIComponent(alert.group)}`}>{words.ruleOf(alert.group)}</Link>
        ),
    },
  ];
  return (
    <dl className="al-facts">
      {facts.map(({ title, value }) => (
        <div key={title}>
          <dt>{title}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Head({ detail }: { detail: AlertDetail }) {
  const [silencing, setSilencing] = useState(false);
  const { alert, runbookUrl, generatorUrl } = detail;
  const leads = leadsOf(detail);
  const description = alert.annotations.description;
  return (
    <Card size="small" className="al-header" data-severity={alert.severity ?? 'none'}>
      <div className="al-head">
        <div className="al-when">
          <SeverityMark severity={alert.severity} />
          <span className="al-chip" data-state={alert.state === 'firing' ? 'firing' : 'ok'}>
            {alert.state === 'firing' ? words.firing : text.alerts.resolved}
          </span>
        </div>
        <div className="al-what">
          <Typography.Text strong className="al-summary">
            {alert.name}
          </Typography.Text>
          {description && description !== alert.summary && <p className="al-said">{description}</p>}
          <Marks alert={alert} />
        </div>
        {alert.state === 'firing' && (
          <div className="al-actions">
            <ClaimButton alert={alert} />
            <Button icon={<MutedOutlined />} onClick={() => setSilencing(true)}>
              {text.alerts.silence}
            </Button>
          </div>
        )}
        {!alert.mine && <Typography.Text type="secondary">{text.alerts.mayNot}</Typography.Text>}
        <Facts detail={detail} />
        <div className="al-links">
          {isAddress(runbookUrl) && (
            <a href={runbookUrl} target="_blank" rel="noreferrer noopener">
              <BookOutlined aria-hidden /> {words.runbook}
            </a>
          )}
          <Link to={leads.logs}>
            <FileTextOutlined aria-hidden /> {words.logs}
          </Link>
          <Link to={leads.traces}>
            <NodeIndexOutlined aria-hidden /> {leads.onlyFailed ? words.failedTraces : words.traces}
          </Link>
          {isAddress(generatorUrl) && (
            <a href={generatorUrl} target="_blank" rel="noreferrer noopener">
              <LinkOutlined aria-hidden /> {words.generator}
            </a>
          )}
        </div>
      </div>
      {silencing && (
        <SilenceSheet env={alert.env} initial={matchersOf(alert.labels)} onClose={() => setSilencing(false)} />
      )}
    </Card>
  );
}

function Labels({ detail: { alert } }: { detail: AlertDetail }) {
  const pairs = (of: Record<string, string>) =>
    Object.entries(of).map(([name, value]) => (
      <div key={name} className="al-pair">
        <dt>{name}</dt>
        <dd>{value}</dd>
      </div>
    ));
  return (
    <Card size="small" title={<h2 className="al-title">{words.labels}</h2>}>
      <dl className="al-labels">{pairs(alert.labels)}</dl>
      <hr className="al-rule" />
      {Object.keys(alert.annotations).length === 0 ? (
        <Typography.Text type="secondary">{words.noAnnotations}</Typography.Text>
      ) : (
        <dl className="al-labels">{pairs(alert.annotations)}</dl>
      )}
    </Card>
  );
}

function Earlier({ detail: { alert, history } }: { detail: AlertDetail }) {
  const earlier = history.last.filter(({ id }) => id !== alert.id);
  return (
    <Card size="small" title={<h2 className="al-title">{words.history}</h2>}>
      <Typography.Text type="secondary">{words.fired(history.timesFired30d)}</Typography.Text>
      <ul className="t-list al-rows al-timeline" aria-label={words.history}>
        {earlier.map(({ id, startedAt, endedAt }) => (
          <li key={id}>
            <Link to={{ pathname: `/alerts/${id}`, search: `?env=${encodeURIComponent(alert.env)}` }}>
              {moment(startedAt)}
            </Link>
            <span className="al-hint">
              {endedAt == null ? words.firing : words.took(span(Date.parse(endedAt) - Date.parse(startedAt)))}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** The changes of the ledger in the time of the alert, that were made in its environment or for all. */
function useLedger(alert: AlertDetail['alert']) {
  const [now] = useNow(alert.endedAt == null ? MINUTE : null);
  const [from, to] = around(alert, now);
  const { data } = useQuery({
    ...changesQuery({ from: new Date(from).toISOString(), to: new Date(to).toISOString(), limit: MOST_CHANGES }),
    placeholderData: (before) => before,
  });
  return useMemo(
    () => (data?.items ?? NONE).filter((change) => !change.env || change.env === alert.env),
    [data, alert.env],
  );
}

function Shown({ detail }: { detail: AlertDetail }) {
  const ledger = useLedger(detail.alert);
  return (
    <>
      <Head detail={detail} />
      <div className="al-columns">
        <div className="al-column">
          <AlertChanges detail={detail} />
          <AlertImpacts detail={detail} />
          {detail.expr != null && <AlertGraph detail={detail} expr={detail.expr} changes={ledger} />}
        </div>
        <div className="al-column">
          <AlertTimeline detail={detail} ledger={ledger} />
          <Card size="small" title={<h2 className="al-title">{words.deliveries}</h2>}>
            {detail.deliveries.length === 0 ? (
              <Typography.Text type="secondary">{text.alerts.delivery.empty}</Typography.Text>
            ) : (
              <DeliveryList deliveries={detail.deliveries} alerts={false} />
            )}
          </Card>
          <Labels detail={detail} />
          <Earlier detail={detail} />
        </div>
      </div>
    </>
  );
}

/** One alert, and all that belongs to it. */
export default function AlertPage() {
  const { id = '' } = useParams();
  const [env] = useEnv();
  const { data, error, isPending, refetch } = useQuery(alertQuery(id));
  const back = `/alerts?env=${encodeURIComponent(env)}`;
  return (
    <Page
      title={data?.alert.summary ?? text.alerts.title}
      subtitle={data ? `${data.alert.name} · ${data.alert.env}` : ''}
    >
      <AlertsNav />
      <nav aria-label={words.path}>
        <Breadcrumb items={[{ title: <Link to={back}>{words.back}</Link> }, { title: id }]} />
      </nav>
      <ProblemAlert error={error} onRetry={() => void refetch()} />
      {isPending && <Skeleton active paragraph={{ rows: 10 }} />}
      {data === null && (
        <Result
          status="404"
          title={words.missing}
          subTitle={words.missingText}
          extra={<Link to={back}>{words.back}</Link>}
        />
      )}
      {data && <Shown key={data.alert.id} detail={data} />}
    </Page>
  );
}
