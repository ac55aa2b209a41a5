// SPDX-License-Identifier: Apache-2.0
import { Tabs } from 'antd';
import { Page } from '@/shared/components/Page';
import { TimeChoice } from '@/shared/components/TimeChoice';
import { useEnv } from '@/shared/env';
import { useParameters } from '@/shared/params';
import { text } from '@/shared/text';
import { BusinessLive } from './BusinessLive';
import { BusinessVisits } from './BusinessVisits';
import { LONGEST, TIMES, USUAL_TIME } from './business';
import { Transactions } from './Transactions';
import './telemetry.css';
import './operations.css';
import './metrics.css';
import './dashboards.css';
import './business.css';

const words = text.business;
const TABS = {
  live: <BusinessLive />,
  visits: <BusinessVisits />,
  transactions: <Transactions />,
} as const;
type Tab = keyof typeof TABS;

/** Who is there, what they do, and what comes of it. */
export default function BusinessPage() {
  const [params, change] = useParameters();
  const [env] = useEnv();
  const given = params.get('tab') ?? '';
  const active = (Object.hasOwn(TABS, given) ? given : 'live') as Tab;
  return (
    <Page
      title={words.title}
      subtitle={words.subtitle(env)}
      actions={
        active !== 'live' && (
          <TimeChoice
            params={params}
            change={change}
            longest={LONGEST}
            spans={active === 'transactions' ? ['1h', ...TIMES] : TIMES}
            usual={USUAL_TIME}
          />
        )
      }
    >
      <Tabs
        activeKey={active}
        // only the one that is shown asks for something
        destroyOnHidden
        onChange={(next) =>
          change({
            tab: next === 'live' ? undefined : next,
            name: undefined,
            by: undefined,
            app: undefined,
            route: undefined,
            release: undefined,
          })
        }
        items={(Object.keys(TABS) as Tab[]).map((key) => ({ key, label: words.tabs[key], children: TABS[key] }))}
      />
    </Page>
  );
}
