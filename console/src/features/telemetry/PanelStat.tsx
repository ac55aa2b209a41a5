// SPDX-License-Identifier: Apache-2.0
import { CheckCircleFilled, CloseCircleFilled, WarningFilled } from '@ant-design/icons';
import { Skeleton } from 'antd';
import type { ReactNode } from 'react';
import { extentOf, type Line } from '@/shared/metrics';
import { text } from '@/shared/text';
import type { PanelContent } from './DashboardPanel';
import { type Level, levelOf, type Panel, sparkOf } from './dashboard';
import { PanelEmpty, PanelFailure } from './PanelFailure';
import { useFormat, useHistory } from './panelData';

const MOST = 6;
const MOST_LARGE = 100;

const ICONS: Record<Level, ReactNode> = {
  ok: <CheckCircleFilled />,
  warning: <WarningFilled />,
  error: <CloseCircleFilled />,
};

/** How good something is, told by colour, by form, and in words. */
export function LevelMark({ level }: { level: Level | null }) {
  return (
    level && (
      <span className="d-level" data-level={level} role="img" aria-label={text.dashboards.panel.levels[level]}>
        {ICONS[level]}
      </span>
    )
  );
}

function Spark({ line, panel, content }: { line: Line; panel: Panel; content: PanelContent }) {
  const extent = extentOf([line]);
  if (extent === null) {
    return null;
  }
  const pieces = sparkOf(line, content.view.time, panel.min ?? extent[0], Math.max(panel.max ?? extent[1], extent[1]));
  return (
    <svg className="d-spark" viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
      {pieces.map((points) => (
        <polyline key={points} points={points} vectorEffect="non-scaling-stroke" />
      ))}
    </svg>
  );
}

/** The newest number of each series, large, with how it came to it. */
export function PanelStat(content: PanelContent) {
  const { panel } = content;
  const { result, lines } = useHistory(content);
  const format = useFormat(panel);
  const most = content.large ? MOST_LARGE : MOST;
  if (result.error) {
    return <PanelFailure error={result.error} onRetry={() => void result.refetch()} />;
  }
  if (result.data === undefined) {
    return <Skeleton active={content.seen} title={false} paragraph={{ rows: 2 }} />;
  }
  if (lines.length === 0) {
    return <PanelEmpty />;
  }
  return (
    <ul className={`d-stats ${result.isPlaceholderData ? 'm-stale' : ''}`} aria-busy={result.isPlaceholderData}>
      {lines.slice(0, most).map((line, at) => {
        const level = levelOf(line.last, panel.thresholds);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: two series may have the same name
          <li key={at} className="d-stat" data-level={level ?? undefined}>
            {lines.length > 1 && <span className="d-stat-name">{line.name}</span>}
            <span className="d-number">
              <LevelMark level={level} /> {format(line.last)}
            </span>
            <Spark line={line} panel={panel} content={content} />
          </li>
        );
      })}
      {lines.length > most && <li className="d-stat-name">{text.metrics.others(lines.length - most)}</li>}
    </ul>
  );
}
