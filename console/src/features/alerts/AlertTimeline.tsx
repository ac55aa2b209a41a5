// SPDX-License-Identifier: Apache-2.0
import { Button, Card, Input, Switch, Timeline, Typography } from 'antd';
import { useId, useMemo, useState } from 'react';
import { Link } from 'react-router';
import { type Change, personOf } from '@/shared/api/client';
import { ActionTag } from '@/shared/components/History';
import { ProblemAlert } from '@/shared/components/ProblemAlert';
import { clock } from '@/shared/format';
import { text } from '@/shared/text';
import { type Moment, timelineOf } from './alerts';
import { type AlertDetail, useComment } from './api';

const words = text.alerts.one;

const COLORS: Record<string, string> = {
  fired: 'red',
  failed: 'red',
  escalated: 'orange',
  flapping: 'orange',
  resolved: 'green',
  claimed: 'blue',
  commented: 'blue',
  reverted: 'purple',
};

/** Of today the time of day, to the second. */
const time = (at: string) => clock(at, new Date()).replace(/\.\d+$/, '');

function Entry({ of }: { of: Moment }) {
  if (of.entry) {
    const { at, type, actor, text: said } = of.entry;
    return (
      <>
        <strong>{words.types[type] ?? type}</strong>
        {actor != null && ` · ${personOf(actor)}`} <time className="al-time">{time(at)}</time>
        {said !== '' && <p className="al-said">{said}</p>}
      </>
    );
  }
  const { change, at, related } = of;
  return (
    <>
      <ActionTag action={change.action} />
      <Link to={`/changes?seq=${change.seq}`} className="in-text">
        {change.kind} {change.name}
      </Link>{' '}
      {related && (
        <span className="al-chip" data-state="direct">
          {words.related}
        </span>
      )}{' '}
      · {personOf(change.author)} <time className="al-time">{time(at)}</time>
      {change.message && <p className="al-said">{change.message}</p>}
    </>
  );
}

function Comment({ id }: { id: string }) {
  const field = useId();
  const [said, setSaid] = useState('');
  const comment = useComment(id);
  return (
    <form
      className="al-comment"
      onSubmit={(event) => {
        event.preventDefault();
        if (said.trim() !== '') {
          comment.mutate(said.trim(), { onSuccess: () => setSaid('') });
        }
      }}
    >
      <Input.TextArea
        id={field}
        aria-label={words.comment}
        placeholder={words.commentHint}
        value={said}
        maxLength={10_000}
        autoSize={{ minRows: 2, maxRows: 10 }}
        onChange={(event) => setSaid(event.target.value)}
      />
      <ProblemAlert error={comment.error} />
      <Button htmlType="submit" type="primary" loading={comment.isPending} disabled={said.trim() === ''}>
        {words.send}
      </Button>
    </form>
  );
}

/** All that happened around an alert in one line of time, and a place to write what one finds. */
export function AlertTimeline({ detail, ledger }: { detail: AlertDetail; ledger: Change[] }) {
  const [all, setAll] = useState(false);
  const field = useId();
  const moments = useMemo(() => timelineOf(detail, all ? ledger : []), [detail, ledger, all]);
  return (
    <Card
      size="small"
      title={<h2 className="al-title">{words.timeline}</h2>}
      extra={
        <label htmlFor={field} className="al-switch">
          <Switch id={field} size="small" checked={all} onChange={setAll} /> {words.ledger}
        </label>
      }
    >
      {detail.alert.mine && <Comment id={detail.alert.id} />}
      <Timeline
        className="al-timeline"
        items={moments.map((each) => ({
          key: each.key,
          color: each.entry ? (COLORS[each.entry.type] ?? 'gray') : each.related ? 'orange' : 'gray',
          content: <Entry of={each} />,
        }))}
      />
      <Typography.Text className="al-hint">{words.timelineHint}</Typography.Text>
    </Card>
  );
}
