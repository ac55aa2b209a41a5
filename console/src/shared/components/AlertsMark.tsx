// SPDX-License-Identifier: Apache-2.0
import { AlertOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { countOf, firingQuery } from '@/shared/api/alerts';
import { kindsQuery } from '@/shared/api/queries';
import { changed } from '@/shared/params';
import { text } from '@/shared/text';

/** How many alerts fire of a service, or of a transaction, with the way to them. Nothing when there are none, or none can be seen. */
export function AlertsMark({
  env,
  service,
  transaction,
}: {
  /** Every environment if absent. */
  env?: string;
  /** Nothing is asked and shown when neither is given. */
  service?: string;
  transaction?: string;
}) {
  const known = useQuery(kindsQuery).data?.some((each) => each.name === 'AlertRules') ?? false;
  const name = service ?? transaction;
  const { data } = useQuery({ ...firingQuery(env), enabled: known && name !== undefined });
  const count = name === undefined ? 0 : countOf(data?.items ?? [], { service, transaction });
  return (
    count > 0 &&
    name !== undefined && (
      <Link
        to={`/alerts?${changed(new URLSearchParams(), { in: env, query: name })}`}
        aria-label={text.alerts.countOf(count, name)}
        className="alerts-mark"
      >
        <AlertOutlined aria-hidden /> {text.alerts.count(count)}
      </Link>
    )
  );
}
