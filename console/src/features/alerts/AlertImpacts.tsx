// SPDX-License-Identifier: Apache-2.0
import { Card, Typography } from 'antd';
import { Link } from 'react-router';
import { count } from '@/shared/format';
import { text } from '@/shared/text';
import { leadsOf } from './alerts';
import type { AlertDetail, Impact } from './api';

const words = text.alerts.one;

/** An amount as money is written. */
function worth({ amount, unit }: Impact): string {
  const written = amount.toLocaleString('en', { minimumFractionDigits: unit ? 2 : 0, maximumFractionDigits: 2 });
  return unit ? `${written} ${unit}` : written;
}

/** What became of the transactions of the business since a little before the alert. */
export function AlertImpacts({ detail }: { detail: AlertDetail }) {
  const { impacts } = detail.context;
  const leads = leadsOf(detail);
  return (
    <Card size="small" title={<h2 className="al-title">{words.impacts}</h2>}>
      {impacts.length === 0 ? (
        <Typography.Text type="secondary">{words.noImpacts}</Typography.Text>
      ) : (
        <ul className="t-list al-rows" aria-label={words.impacts}>
          {impacts.map((each) => (
            <li key={each.transaction}>
              <Link to={leads.business(each.transaction)}>
                <strong>{each.title}</strong>
              </Link>
              <dl className="al-facts">
                <div>
                  <dt>{words.failures}</dt>
                  <dd>
                    <strong className="al-error">{words.failuresOf(count(each.failures), count(each.count))}</strong>
                  </dd>
                </div>
                <div>
                  <dt>{words.users}</dt>
                  <dd>{count(each.users)}</dd>
                </div>
                {(each.unit != null || each.amount > 0) && (
                  <div>
                    <dt>{words.amount}</dt>
                    <dd>{worth(each)}</dd>
                  </div>
                )}
                {each.reasons.length > 0 && (
                  <div>
                    <dt>{words.reasons}</dt>
                    <dd>{each.reasons.join(', ')}</dd>
                  </div>
                )}
              </dl>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
