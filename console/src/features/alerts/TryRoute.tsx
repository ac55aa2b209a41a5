// SPDX-License-Identifier: Apache-2.0
import { Button, Card, Input, Typography } from 'antd';
import { useId, useState } from 'react';
import { ProblemAlert } from '@/shared/components/ProblemAlert';
import { text } from '@/shared/text';
import { labelsOf } from './alerts';
import { useTryRoute } from './api';

const words = text.alerts.receivers.routing;

/** Whom an alert with these labels would be told. Nobody is. */
export function TryRoute({ env }: { env: string }) {
  const [written, setWritten] = useState('severity=critical service=payments');
  const field = useId();
  const attempt = useTryRoute();
  const labels = labelsOf(written);
  const matches = attempt.data?.matches;
  return (
    <Card size="small" title={<h2 className="al-title">{words.try}</h2>}>
      <form
        className="al-try"
        onSubmit={(event) => {
          event.preventDefault();
          if (labels) {
            attempt.mutate({ env, labels });
          }
        }}
      >
        <label htmlFor={field}>
          <Typography.Text type="secondary">{words.tryText}</Typography.Text>
        </label>
        <div className="al-try-line">
          <Input
            id={field}
            value={written}
            status={labels ? undefined : 'error'}
            onChange={(event) => setWritten(event.target.value)}
          />
          <Button htmlType="submit" type="primary" loading={attempt.isPending} disabled={!labels}>
            {words.tryButton}
          </Button>
        </div>
        {!labels && (
          <Typography.Text type="danger" role="alert">
            {words.labelsWrong}
          </Typography.Text>
        )}
      </form>
      <ProblemAlert error={attempt.error} />
      <div role="status">
        {matches?.length === 0 && <span className="al-error">{words.nowhere}</span>}
        {matches && matches.length > 0 && (
          <ul className="t-list al-rows al-timeline">
            {matches.map(({ receiver, route, groupBy, channels }) => (
              <li key={route}>
                <strong>{words.to(receiver)}</strong> {words.by} {channels.join(', ') || text.common.none}
                <span className="al-hint">
                  {words.route} <code>{route}</code>
                  {' · '}
                  {Object.keys(groupBy).length === 0
                    ? words.ungrouped
                    : `${words.grouped} ${Object.entries(groupBy)
                        .map(([name, value]) => `${name}=${value}`)
                        .join(', ')}`}
                </span>
              </li>
            ))}
          </ul>
        )}
      </div>
    </Card>
  );
}
