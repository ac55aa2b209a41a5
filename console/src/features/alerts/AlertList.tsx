// SPDX-License-Identifier: Apache-2.0
import { MutedOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { serviceOf } from '@/shared/api/alerts';
import { Ago } from '@/shared/components/Ago';
import { text } from '@/shared/text';
import { matchersOf } from './alerts';
import type { AlertSummary } from './api';
import { ClaimButton } from './Claim';
import { Lasting, Marks, SeverityMark } from './Marks';
import { SilenceSheet } from './SilenceSheet';

const words = text.alerts;

function Row({ alert, onSilence }: { alert: AlertSummary; onSilence: () => void }) {
  const { id, env, name, summary, severity, state, suppressed, labels } = alert;
  const service = serviceOf(labels);
  return (
    <li className="al-card" data-severity={severity ?? 'none'} data-state={state} data-testid={`alert-${id}`}>
      <div className="al-when">
        <SeverityMark severity={severity} />
        <Lasting alert={alert} />
      </div>
      <div className="al-what">
        <Link to={{ pathname: `/alerts/${id}`, search: `?env=${encodeURIComponent(env)}` }} className="al-summary">
          {summary}
        </Link>
        <span className="al-about">
          {[name, env, ...(service === null ? [] : [service])].join(' · ')}
          {alert.endedAt != null && (
            <>
              {` · ${words.ended('')}`}
              <Ago at={alert.endedAt} />
            </>
          )}
        </span>
        <Marks alert={alert} />
      </div>
      {state === 'firing' && (
        <div className="al-actions">
          <ClaimButton alert={alert} />
          {suppressed !== 'silenced' && (
            <Button icon={<MutedOutlined />} aria-label={words.silenceOf(name)} onClick={onSilence}>
              {words.silence}
            </Button>
          )}
        </div>
      )}
    </li>
  );
}

/** Alerts, as cards for the thumb or in rows. @param onOpen whether a sheet is open, in which the list should keep still */
export function AlertList({
  alerts,
  label,
  onOpen,
}: {
  alerts: readonly AlertSummary[];
  label: string;
  onOpen?: (open: boolean) => void;
}) {
  const [silenced, setSilenced] = useState<AlertSummary | null>(null);
  const silence = (alert: AlertSummary | null) => {
    setSilenced(alert);
    onOpen?.(alert !== null);
  };
  return (
    <>
      <ul className="t-list al-list" aria-label={label}>
        {alerts.map((alert) => (
          <Row key={alert.id} alert={alert} onSilence={() => silence(alert)} />
        ))}
      </ul>
      {silenced && (
        <SilenceSheet env={silenced.env} initial={matchersOf(silenced.labels)} onClose={() => silence(null)} />
      )}
    </>
  );
}
