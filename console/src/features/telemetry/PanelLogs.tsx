// SPDX-License-Identifier: Apache-2.0
import { useQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { useMemo } from 'react';
import { panelLogsQuery } from '@/shared/api/queries';
import { text } from '@/shared/text';
import type { PanelContent } from './DashboardPanel';
import { logFilterOfPanel } from './dashboard';
import { LogList } from './LogList';
import { PanelEmpty, PanelFailure } from './PanelFailure';
import { whileSeen } from './panelData';

const iso = (seconds: number) => new Date(seconds * 1000).toISOString();

/** The newest logs of the time. */
export function PanelLogs({ panel, chosen, view, seen, large }: PanelContent) {
  const filter = useMemo(() => logFilterOfPanel(panel.logs ?? {}, chosen), [panel.logs, chosen]);
  // the steps of graphs leave out what came just now
  const { end, step, seconds } = view.time;
  const result = useQuery({
    ...panelLogsQuery(filter, iso(end - seconds), iso(end + step)),
    enabled: whileSeen(seen),
  });
  if (result.error) {
    return <PanelFailure error={result.error} onRetry={() => void result.refetch()} />;
  }
  if (result.data === undefined) {
    return <Skeleton active={seen} title={false} paragraph={{ rows: 5 }} className="d-waiting" />;
  }
  if (result.data.items.length === 0) {
    return <PanelEmpty />;
  }
  return (
    <div
      className={`d-scroll d-logs ${result.isPlaceholderData ? 'm-stale' : ''}`}
      data-large={large || undefined}
      aria-busy={result.isPlaceholderData}
    >
      <LogList entries={result.data.items} label={text.dashboards.panel.logsOf(panel.title)} />
    </div>
  );
}
