// SPDX-License-Identifier: Apache-2.0
import { Link } from 'react-router';
import { Ago } from '@/shared/components/Ago';
import { moment } from '@/shared/format';
import { text } from '@/shared/text';
import type { Delivery } from './api';

const words = text.alerts.delivery;
const MOST = 5;

export function DeliveryState({ state }: { state: Delivery['state'] }) {
  return (
    <span className="al-chip" data-state={state}>
      {words.states[state]}
    </span>
  );
}

/** What came of one: its state, how often it was tried, and what went wrong. */
export function Outcome({ delivery }: { delivery: Delivery }) {
  const { state, attempts, error, createdAt, endedAt, nextAttemptAt } = delivery;
  return (
    <>
      <DeliveryState state={state} /> <Ago at={endedAt ?? createdAt} />
      {attempts > 1 && ` · ${words.attempts(attempts)}`}
      {state === 'pending' && nextAttemptAt != null && ` · ${words.next(moment(nextAttemptAt).slice(11))}`}
      {error != null && <span className="al-error al-block">{error}</span>}
    </>
  );
}

/** What was sent to whom, the newest first. @param alerts whether it is to be said of which */
export function DeliveryList({ deliveries, alerts }: { deliveries: readonly Delivery[]; alerts: boolean }) {
  return (
    <ul className="t-list al-rows" aria-label={words.list}>
      {deliveries.map((each) => (
        <li key={each.id}>
          <strong>{each.receiver}</strong> {words.by(each.channel)}
          <span className="al-hint">
            {[words.counts(each.firing, each.resolved), alerts ? each.groupKey : ''].filter(Boolean).join(' · ')}
          </span>
          <div>
            <Outcome delivery={each} />
          </div>
          {alerts && each.alerts.length > 0 && (
            <span className="al-links">
              {each.alerts.slice(0, MOST).map((id) => (
                <Link key={id} to={`/alerts/${id}`}>
                  {words.open(id)}
                </Link>
              ))}
              {each.alerts.length > MOST && text.metrics.others(each.alerts.length - MOST)}
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}
