// SPDX-License-Identifier: Apache-2.0
import { EllipsisOutlined, InfoCircleOutlined, WarningOutlined } from '@ant-design/icons';
import { Button, Dropdown, Flex, Popover, Skeleton, Typography } from 'antd';
import { type ReactNode, useState } from 'react';
import { Link } from 'react-router';
import type { Change } from '@/shared/api/client';
import { type Changes, changed } from '@/shared/params';
import { text } from '@/shared/text';
import {
  type Chosen,
  type DashboardTime,
  logFilterOfPanel,
  type Panel,
  promqlOf,
  widthOf,
  wordsWith,
} from './dashboard';
import { PanelHistory } from './PanelHistory';
import { PanelLogs } from './PanelLogs';
import { PanelStat } from './PanelStat';
import { PanelTable } from './PanelTable';
import { QueryNotes } from './QueryNotes';
import { useSeen } from './useSeen';

const words = text.dashboards.panel;

/** What all panels of a dashboard share. */
export interface DashboardView {
  /** Null while what is chosen is not known yet. */
  chosen: Chosen | null;
  time: DashboardTime;
  changes: Change[];
  params: URLSearchParams;
  change: (changes: Changes) => void;
}

export interface Notes {
  warnings: string[];
  infos: string[];
}

/** What a panel with an answer needs. */
export interface PanelContent {
  panel: Panel;
  chosen: Chosen;
  view: DashboardView;
  /** Whether it is looked at: what is not is not asked for. */
  seen: boolean;
  /** Alone on the page. */
  large: boolean;
  /** Told what should be known of the result. */
  onNotes: (notes: Notes) => void;
}

/** The address of a page that shows the same time. */
function addressOf(page: string, params: URLSearchParams, changes: Changes): string {
  const kept = Object.fromEntries(['env', 'span', 'from', 'to'].map((name) => [name, params.get(name) ?? undefined]));
  return `${page}?${changed(new URLSearchParams(), { ...kept, ...changes })}`;
}

/** Where the same can be looked at closer. */
function linksOf(panel: Panel, { chosen, time, params }: DashboardView): { label: string; to: string }[] {
  if (chosen === null) {
    return [];
  }
  if (panel.kind === 'logs' && panel.logs) {
    const { query, service, severity, tag } = logFilterOfPanel(panel.logs, chosen);
    return [{ label: words.logs, to: addressOf('/logs', params, { q: query, service, severity, tag }) }];
  }
  const queries = panel.queries ?? [];
  return queries.map(({ expr, legend }, at) => ({
    label:
      queries.length === 1
        ? words.metrics
        : words.metricsOf(legend?.replace(/\{\{[^{}]*\}\}/g, '').trim() || String(at + 1)),
    to: addressOf('/metrics', params, {
      query: promqlOf(expr, chosen, time),
      view: panel.kind === 'table' ? 'table' : undefined,
    }),
  }));
}

function Menu({
  panel,
  title,
  place,
  view,
  large,
}: {
  panel: Panel;
  title: string;
  place: string;
  view: DashboardView;
  large: boolean;
}) {
  const links = linksOf(panel, view);
  const items = [
    ...links.map(({ label, to }) => ({ key: `${label} ${to}`, label: <Link to={to}>{label}</Link> })),
    ...(large ? [] : [{ key: 'full', label: words.full, onClick: () => view.change({ panel: place }) }]),
  ];
  return (
    items.length > 0 && (
      <Dropdown trigger={['click']} placement="bottomRight" menu={{ items }}>
        <Button type="text" size="small" icon={<EllipsisOutlined />} aria-label={words.menu(title)} />
      </Dropdown>
    )
  );
}

function Hint({ label, icon, children }: { label: string; icon: ReactNode; children: ReactNode }) {
  return (
    <Popover trigger="click" placement="bottomRight" content={<div className="d-hint">{children}</div>}>
      <Button type="text" size="small" icon={icon} aria-label={label} />
    </Popover>
  );
}

function Content(content: PanelContent) {
  switch (content.panel.kind) {
    case 'timeseries':
      return <PanelHistory {...content} />;
    case 'stat':
      return <PanelStat {...content} />;
    case 'table':
      return <PanelTable {...content} />;
    case 'logs':
      return <PanelLogs {...content} />;
    case 'text':
      return <p className="d-text">{wordsWith(content.panel.text ?? '', content.chosen, text.dashboards.allValues)}</p>;
  }
}

const QUIET: Notes = { warnings: [], infos: [] };

/** One panel: what it is called, what can be done with it, and what it shows. */
export function DashboardPanel({
  panel,
  place,
  view,
  large = false,
}: {
  panel: Panel;
  place: string;
  view: DashboardView;
  large?: boolean;
}) {
  const [element, seen] = useSeen<HTMLElement>();
  const [notes, setNotes] = useState<Notes>(QUIET);
  const { chosen } = view;
  const title = chosen ? wordsWith(panel.title, chosen, text.dashboards.allValues) : panel.title;
  return (
    <section
      ref={element}
      aria-label={title}
      className="d-panel"
      data-kind={panel.kind}
      data-large={large || undefined}
      style={{ '--d-width': widthOf(panel) } as React.CSSProperties}
    >
      <Flex justify="space-between" align="flex-start" gap={4}>
        <Typography.Title level={3} className="d-title">
          {title}
        </Typography.Title>
        <Flex>
          {/* what is a remark to who writes a query is nothing to who reads its result */}
          {notes.warnings.length > 0 && (
            <Hint label={words.notes(title)} icon={<WarningOutlined />}>
              <QueryNotes warnings={notes.warnings} infos={notes.infos} />
            </Hint>
          )}
          {panel.description && (
            <Hint label={words.about(title)} icon={<InfoCircleOutlined />}>
              {panel.description}
            </Hint>
          )}
          <Menu panel={panel} title={title} place={place} view={view} large={large} />
        </Flex>
      </Flex>
      <div className="d-content">
        {chosen === null ? (
          <Skeleton active title={false} paragraph={{ rows: 3 }} />
        ) : (
          <Content panel={panel} chosen={chosen} view={view} seen={seen} large={large} onNotes={setNotes} />
        )}
      </div>
    </section>
  );
}
