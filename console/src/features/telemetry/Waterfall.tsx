// SPDX-License-Identifier: Apache-2.0
import {
  CaretDownOutlined,
  CaretRightOutlined,
  ExclamationCircleFilled,
  ZoomInOutlined,
  ZoomOutOutlined,
} from '@ant-design/icons';
import { Button, Card, Flex, Grid, Typography } from 'antd';
import { type KeyboardEvent, memo, useEffect, useMemo, useRef, useState } from 'react';
import type { SpanEntry, Trace } from '@/shared/api/client';
import { count, duration } from '@/shared/format';
import { text } from '@/shared/text';
import { FindSpans } from './FindSpans';
import { above, bar, descendants, following, matches, parentOf, type Row, rows, type Time } from './rows';

const RULER = 28;
/** Rows beyond the edge that are there too, so that nothing is white while one scrolls. */
const SPARE = 12;
const QUARTERS = [0, 0.25, 0.5, 0.75] as const;
const INDENT = 14;
/** Services that are named below; a large trace may have hundreds. */
const NAMED = 24;

function describe(row: Row): string {
  return [
    text.trace.item(row.span.service, row.span.name, duration(row.span.durationNanos)),
    row.span.error && text.trace.failedSpan,
    row.span.orphan && text.trace.orphan,
    row.folded && text.trace.hidden(row.below),
  ]
    .filter(Boolean)
    .join(', ');
}

function Bar({ row, time, color }: { row: Row; time: Time; color: string | undefined }) {
  const { left, width } = bar(row.span, time);
  return (
    <div className="span-track">
      {width > 0 && (
        <span
          className="span-bar"
          data-failed={row.span.error}
          style={{ left: `${left}%`, width: `${width}%`, background: color }}
        />
      )}
      <span className="span-time" style={{ left: `${left + width}%` }}>
        {duration(row.span.durationNanos)}
      </span>
    </div>
  );
}

const Legend = memo(function Legend({
  services,
  colors,
}: {
  services: Trace['services'];
  colors: Map<string, string>;
}) {
  const more = services.length - NAMED;
  return (
    <Flex gap="4px 16px" wrap style={{ padding: '8px 12px', fontSize: 12.5 }}>
      {services.slice(0, NAMED).map((each) => (
        <Flex key={each.service} gap={6} align="center">
          <i className="t-dot" style={{ background: colors.get(each.service) }} />
          {each.service}
          <Typography.Text type="secondary" style={{ fontSize: 12.5 }}>
            {text.traces.spans(count(each.spans))}
            {each.errors > 0 && `, ${text.traces.failed(count(each.errors))}`}
          </Typography.Text>
        </Flex>
      ))}
      {more > 0 && text.traces.more(more)}
    </Flex>
  );
});

/**
 * The spans of a trace over its time. One stop of Tab, in which arrows move; only the rows that can be seen are in the page, as a trace may have
 * ten thousand.
 *
 * @param chosen place of the span whose details are shown; -1 for none
 */
export function Waterfall({
  trace,
  colors,
  chosen,
  onSelect,
}: {
  trace: Trace;
  colors: Map<string, string>;
  chosen: number;
  onSelect: (span: SpanEntry) => void;
}) {
  const { spans } = trace;
  const height = Grid.useBreakpoint().md ? 30 : 46;
  const [folded, setFolded] = useState<ReadonlySet<number>>(new Set());
  const [active, setActive] = useState(0);
  const [view, setView] = useState({ top: 0, height: 640 });
  const [zoom, setZoom] = useState<Time | null>(null);
  const time = zoom ?? { offsetNanos: 0, durationNanos: trace.durationNanos };
  const box = useRef<HTMLDivElement>(null);
  const visible = useMemo(() => rows(spans, folded), [spans, folded]);
  const [words, setWords] = useState('');
  const found = useMemo(() => matches(spans, words), [spans, words]);
  const fits = useMemo(() => new Set(found), [found]);

  const bring = (place: number) => {
    const element = box.current;
    if (element === null || place < 0) {
      return;
    }
    const top = place * height;
    if (top < element.scrollTop) {
      element.scrollTop = top;
    } else if (top + height + RULER > element.scrollTop + element.clientHeight) {
      element.scrollTop = top + height + RULER - element.clientHeight;
    }
  };
  const activate = (index: number, shown: readonly Row[] = visible) => {
    setActive(index);
    bring(shown.findIndex((row) => row.index === index));
  };
  const reveal = (index: number | undefined) => {
    if (index === undefined) {
      return;
    }
    const open = new Set(folded);
    for (const parent of above(spans, index)) {
      open.delete(parent);
    }
    setFolded(open);
    activate(index, rows(spans, open));
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was chosen elsewhere is shown once
  useEffect(() => {
    if (chosen >= 0) {
      reveal(chosen);
    }
  }, [chosen]);

  const fold = (index: number, on: boolean) => {
    const next = new Set(folded);
    if (on) {
      next.add(index);
    } else {
      next.delete(index);
    }
    setFolded(next);
  };
  const place = Math.max(
    0,
    visible.findIndex((row) => row.index === active),
  );
  const current = visible[place];
  const toggleZoom = () => setZoom(zoom || !current ? null : current.span);
  const keys = new Map<string, () => void>([
    ['ArrowDown', () => activate(visible[Math.min(visible.length - 1, place + 1)]?.index ?? 0)],
    ['ArrowUp', () => activate(visible[Math.max(0, place - 1)]?.index ?? 0)],
    ['Home', () => activate(0)],
    ['End', () => activate(visible.at(-1)?.index ?? 0)],
    [
      'ArrowRight',
      () => {
        if (current?.folded) {
          fold(current.index, false);
        } else if (current && current.below > 0) {
          activate(current.index + 1);
        }
      },
    ],
    [
      'ArrowLeft',
      () => {
        if (current && current.below > 0 && !current.folded) {
          fold(current.index, true);
        } else if (current) {
          activate(Math.max(0, parentOf(spans, current.index)));
        }
      },
    ],
    ['Enter', () => current && onSelect(current.span)],
    [' ', () => current && onSelect(current.span)],
    ['z', toggleZoom],
  ]);
  const pressed = (event: KeyboardEvent) => {
    const key = keys.get(event.key);
    if (key) {
      event.preventDefault();
      key();
    }
  };
  const foldAll = () => {
    const below = descendants(spans);
    setFolded(new Set(spans.flatMap((span, index) => (span.depth > 0 && (below[index] as number) > 0 ? [index] : []))));
    setActive(0);
  };
  const nextError = () => {
    reveal(
      following(
        spans.flatMap((span, index) => (span.error ? [index] : [])),
        active,
      ),
    );
    box.current?.focus();
  };
  const find = (sought: string) => {
    setWords(sought);
    // where one is already may fit the longer word, too
    reveal(following(matches(spans, sought), active - 1));
  };
  const first = Math.max(0, Math.floor(view.top / height) - SPARE);
  const last = Math.min(visible.length, Math.ceil((view.top + view.height) / height) + SPARE);
  return (
    <Card
      size="small"
      styles={{ body: { padding: 0 } }}
      title={text.trace.waterfall}
      extra={
        <Flex gap={4}>
          <Button
            size="small"
            type="text"
            icon={zoom ? <ZoomOutOutlined /> : <ZoomInOutlined />}
            title={zoom ? text.trace.zoomOut : text.trace.zoomIn}
            aria-label={zoom ? text.trace.zoomOut : text.trace.zoomIn}
            onClick={toggleZoom}
          />
          {trace.errorCount > 0 && (
            <Button size="small" type="text" danger icon={<ExclamationCircleFilled />} onClick={nextError}>
              {text.trace.nextError}
            </Button>
          )}
          <Button
            size="small"
            type="text"
            onClick={folded.size > 0 ? () => setFolded(new Set()) : foldAll}
            className="wide-only"
          >
            {folded.size > 0 ? text.trace.expandAll : text.trace.collapseAll}
          </Button>
        </Flex>
      }
    >
      <FindSpans words={words} found={found} active={active} onWords={find} onPlace={reveal} />
      <div
        ref={box}
        className="waterfall"
        role="tree"
        tabIndex={0}
        aria-label={`${text.trace.waterfall}. ${text.trace.keys}`}
        aria-activedescendant={place >= first && place < last ? `span-${current?.index}` : undefined}
        onKeyDown={pressed}
        onScroll={(event) => setView({ top: event.currentTarget.scrollTop, height: event.currentTarget.clientHeight })}
        style={{ height: visible.length * height + RULER }}
      >
        <div className="waterfall-ruler" aria-hidden>
          <Typography.Text type="secondary" style={{ paddingInline: 12, fontSize: 12 }}>
            {text.trace.keys}
          </Typography.Text>
          <div className="waterfall-ticks">
            {QUARTERS.map((share) => (
              <span key={share} style={{ left: `${100 * share}%` }}>
                {zoom && share > 0
                  ? `+${duration(share * time.durationNanos)}`
                  : duration(time.offsetNanos + share * time.durationNanos)}
              </span>
            ))}
          </div>
        </div>
        <div role="none" style={{ position: 'relative', height: visible.length * height }}>
          {visible.slice(first, last).map((row, at) => (
            // biome-ignore lint/a11y/useFocusableInteractive lint/a11y/useKeyWithClickEvents: the tree has the focus and the keys
            <div
              key={row.index}
              id={`span-${row.index}`}
              className="span"
              role="treeitem"
              aria-level={row.span.depth + 1}
              aria-expanded={row.below > 0 ? !row.folded : undefined}
              aria-selected={row.index === chosen}
              aria-label={describe(row)}
              data-active={row.index === active}
              data-found={fits.has(row.index)}
              style={{ top: (first + at) * height }}
              onClick={() => {
                setActive(row.index);
                onSelect(row.span);
              }}
            >
              <div className="span-name" style={{ paddingInlineStart: 8 + Math.min(row.span.depth, 12) * INDENT }}>
                {/* biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/noStaticElementInteractions: by arrows */}
                <span
                  className="span-fold"
                  onClick={(event) => {
                    if (row.below > 0) {
                      event.stopPropagation();
                      setActive(row.index);
                      fold(row.index, !row.folded);
                    }
                  }}
                >
                  {row.below > 0 && (row.folded ? <CaretRightOutlined /> : <CaretDownOutlined />)}
                </span>
                <i className="t-dot" style={{ background: colors.get(row.span.service) }} />
                {row.span.error && <ExclamationCircleFilled className="span-failed" />}
                <span className="span-label" title={`${row.span.service} · ${row.span.name}`}>
                  <strong>{row.span.service}</strong> {row.span.name}{' '}
                  <small>
                    {row.span.orphan && `· ${text.trace.orphan} `}
                    {row.folded && `· ${text.trace.hidden(row.below)}`}
                    {!row.folded && row.span.peer && `→ ${row.span.peer}`}
                  </small>
                </span>
              </div>
              <Bar row={row} time={time} color={colors.get(row.span.service)} />
            </div>
          ))}
        </div>
      </div>
      <Legend services={trace.services} colors={colors} />
    </Card>
  );
}
