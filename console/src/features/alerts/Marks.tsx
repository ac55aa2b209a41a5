// SPDX-License-Identifier: Apache-2.0
import {
  CheckCircleOutlined,
  CloseCircleFilled,
  ExclamationCircleOutlined,
  InfoCircleOutlined,
  MutedOutlined,
  QuestionCircleOutlined,
  SwapOutlined,
  ThunderboltOutlined,
  UserOutlined,
  WarningFilled,
} from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Tooltip } from 'antd';
import type { ReactNode } from 'react';
import { type AlertSeverity, severityOf } from '@/shared/api/alerts';
import { personOf } from '@/shared/api/client';
import { whoAmIQuery } from '@/shared/api/queries';
import { useNow } from '@/shared/components/useNow';
import { moment } from '@/shared/format';
import { text } from '@/shared/text';
import { lasting } from './alerts';
import type { AlertSummary } from './api';

const words = text.alerts;

const ICONS: Record<AlertSeverity | 'none', ReactNode> = {
  critical: <CloseCircleFilled aria-hidden />,
  major: <WarningFilled aria-hidden />,
  minor: <ExclamationCircleOutlined aria-hidden />,
  info: <InfoCircleOutlined aria-hidden />,
  none: <QuestionCircleOutlined aria-hidden />,
};

/** How bad it is, by colour, by form, and in words. */
export function SeverityMark({ severity }: { severity?: string | null }) {
  const of = severityOf(severity) ?? 'none';
  return (
    <span className="al-severity" data-severity={of}>
      {ICONS[of]} {words.severities[of]}
    </span>
  );
}

/** How long it fires, as time passes; or how long it did. */
export function Lasting({ alert }: { alert: Pick<AlertSummary, 'startedAt' | 'endedAt'> }) {
  const [now] = useNow(alert.endedAt == null ? 1 : null);
  const length = (alert.endedAt == null ? now : Date.parse(alert.endedAt)) - Date.parse(alert.startedAt);
  return (
    <Tooltip title={words.since(moment(alert.startedAt))}>
      <time className="al-lasting" dateTime={alert.startedAt}>
        {lasting(length)}
      </time>
    </Tooltip>
  );
}

export function useMe(): string | undefined {
  return useQuery(whoAmIQuery).data?.principal;
}

/** What there is to know of an alert beside what it says. */
export function Marks({ alert }: { alert: AlertSummary }) {
  const me = useMe();
  const { state, claimedBy, suppressed, silencedBy, flapping, escalatedTo, notifiedAt, comments } = alert;
  return (
    <ul className="al-marks">
      {state === 'resolved' && (
        <li data-mark="good">
          <CheckCircleOutlined aria-hidden /> {words.resolved}
        </li>
      )}
      {claimedBy != null ? (
        <li data-mark="claimed">
          <UserOutlined aria-hidden /> {claimedBy === me ? words.claimedByMe : words.claimed(personOf(claimedBy))}
        </li>
      ) : (
        state === 'firing' && suppressed == null && <li>{words.nobody}</li>
      )}
      {suppressed === 'silenced' && (
        <li data-mark="muted">
          <MutedOutlined aria-hidden /> {words.silenced(silencedBy.join(', '))}
        </li>
      )}
      {suppressed === 'inhibited' && (
        <li data-mark="muted" title={words.inhibitedHint}>
          <MutedOutlined aria-hidden /> {words.inhibited}
        </li>
      )}
      {flapping && (
        <li data-mark="warning" title={words.flappingHint}>
          <SwapOutlined aria-hidden /> {words.flapping}
        </li>
      )}
      {escalatedTo != null && (
        <li data-mark="warning">
          <ThunderboltOutlined aria-hidden /> {words.escalated(escalatedTo)}
        </li>
      )}
      {state === 'firing' && suppressed == null && notifiedAt == null && <li>{words.notTold}</li>}
      {comments > 0 && <li>{words.comments(comments)}</li>}
    </ul>
  );
}
