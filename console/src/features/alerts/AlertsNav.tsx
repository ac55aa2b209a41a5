// SPDX-License-Identifier: Apache-2.0
import { NavLink } from 'react-router';
import { useEnv } from '@/shared/env';
import { text } from '@/shared/text';
import './alerts.css';

const PAGES = {
  inbox: '/alerts',
  history: '/alerts/history',
  silences: '/alerts/silences',
  receivers: '/alerts/receivers',
  rules: '/alerts/rules',
} as const;

/** From each page of alerts to the others. */
export function AlertsNav() {
  const [env] = useEnv();
  return (
    <nav aria-label={text.alerts.pages.label} className="al-nav">
      {(Object.keys(PAGES) as (keyof typeof PAGES)[]).map((page) => (
        <NavLink key={page} end to={{ pathname: PAGES[page], search: `?env=${encodeURIComponent(env)}` }}>
          {text.alerts.pages[page]}
        </NavLink>
      ))}
    </nav>
  );
}
