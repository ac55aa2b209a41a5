// SPDX-License-Identifier: Apache-2.0
import { RollbackOutlined } from '@ant-design/icons';
import { Button, Card, Tooltip, Typography } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { personOf } from '@/shared/api/client';
import { ActionTag, RevertModal } from '@/shared/components/History';
import { moment, span } from '@/shared/format';
import { text } from '@/shared/text';
import { type AlertDetail, type RelatedChange, useRevertOf } from './api';

const words = text.alerts.one;

function before(at: string, startedAt: string): string {
  const length = Date.parse(startedAt) - Date.parse(at);
  return length >= 0 ? words.before(span(length)) : words.after(span(-length));
}

function Direct() {
  return (
    <span className="al-chip" data-state="direct" title={words.directHint}>
      {words.direct}
    </span>
  );
}

/** Reverts it; where that cannot be, the button says why. */
function Revert({ change, onRevert }: { change: RelatedChange; onRevert: () => void }) {
  const why = change.reverted ? words.isReverted : change.mayRevert ? '' : words.mayNotRevert;
  return (
    <Tooltip title={why}>
      <Button
        danger={why === ''}
        icon={<RollbackOutlined />}
        // what is disabled says nothing to who uses the keyboard
        aria-disabled={why !== ''}
        aria-label={why === '' ? words.revertOf(change.seq) : `${words.revertOf(change.seq)}: ${why}`}
        className={why === '' ? undefined : 'al-off'}
        onClick={why === '' ? onRevert : undefined}
      >
        {change.reverted ? words.reverted : words.revert}
      </Button>
    </Tooltip>
  );
}

/** What was decided before the alert and has to do with it, the most likely first. */
export function AlertChanges({ detail }: { detail: AlertDetail }) {
  const { alert } = detail;
  const { changes, arrivals, neighbours } = detail.context;
  const [reverting, setReverting] = useState<RelatedChange | null>(null);
  const revert = useRevertOf(alert.id);
  return (
    <Card size="small" title={<h2 className="al-title">{words.changes}</h2>}>
      {changes.length === 0 && arrivals.length === 0 ? (
        <Typography.Text type="secondary">{words.noChanges}</Typography.Text>
      ) : (
        <ol className="t-list al-rows" aria-label={words.changes}>
          {changes.map((change) => (
            <li key={change.seq} className="al-row">
              <div>
                <ActionTag action={change.action} />
                <Link to={`/changes?seq=${change.seq}`}>
                  {change.kind} <strong>{change.name}</strong>
                </Link>{' '}
                {change.direct && <Direct />}
                <span className="al-hint">
                  <strong title={moment(change.at)}>{before(change.at, alert.startedAt)}</strong>
                  {` · ${personOf(change.author)} · ${change.env ?? text.common.global}`}
                </span>
                <span className="al-hint">{change.why}</span>
                {change.message && <p className="al-said">{change.message}</p>}
              </div>
              <Revert change={change} onRevert={() => setReverting(change)} />
            </li>
          ))}
          {arrivals.map(({ service, version, instances, at, direct }) => (
            <li key={`${service} ${version ?? ''}`}>
              <Link to={`/services?env=${encodeURIComponent(alert.env)}`}>
                <strong>{[service, version].filter(Boolean).join(' ')}</strong>
              </Link>{' '}
              {words.cameUp(instances)} {direct && <Direct />}
              <span className="al-hint">
                <strong title={moment(at)}>{before(at, alert.startedAt)}</strong>
              </span>
            </li>
          ))}
        </ol>
      )}
      {neighbours.length > 0 && (
        <span className="al-hint al-beside" title={words.besideHint}>
          {words.beside(neighbours.join(', '))}
        </span>
      )}
      {reverting && (
        <RevertModal
          seq={reverting.seq}
          by={(message) => revert.mutateAsync({ changeSet: reverting.changeSet, message })}
          onClose={() => setReverting(null)}
        />
      )}
    </Card>
  );
}
