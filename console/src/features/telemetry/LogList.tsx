// SPDX-License-Identifier: Apache-2.0
import { CopyOutlined, NodeIndexOutlined, UnorderedListOutlined } from '@ant-design/icons';
import { App, Button, Flex, Typography } from 'antd';
import { memo, useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import type { LogEntry } from '@/shared/api/client';
import { clock, moment } from '@/shared/format';
import { changed } from '@/shared/params';
import { text } from '@/shared/text';
import { Attributes } from './Attributes';
import type { Severity } from './histogram';
import { STACK, Stack } from './Stack';
import type { Line } from './tail';
import { marked } from './words';

const NO_WORDS: readonly string[] = [];
const MARKS = {
  since: text.logs.sinceMark,
  cut: text.logs.cutMark,
  end: text.logs.endMark,
  lost: text.logs.lostMark,
} as const;

function Marked({ of, words }: { of: string; words: readonly string[] }) {
  return marked(of, words).map(({ piece, hit }, at) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text have no other name
    hit ? <mark key={at}>{piece}</mark> : <span key={at}>{piece}</span>,
  );
}

export function SeverityTag({ severity }: { severity: string | undefined | null }) {
  const known = (severity ?? 'none') as Severity;
  return (
    <span className="t-tag" data-severity={known}>
      {text.logs.severities[known] ?? known}
    </span>
  );
}

export function traceAddress(traceId: string, spanId?: string | null): string {
  return `/traces/${traceId}${spanId ? `?span=${spanId}` : ''}`;
}

/** Everything of a log record. */
export function Details({
  entry,
  words = NO_WORDS,
  onTag,
}: {
  entry: LogEntry;
  words?: readonly string[];
  onTag?: (tag: string) => void;
}) {
  const { message } = App.useApp();
  const [, setParams] = useSearchParams();
  const stack = (entry.attributes as Record<string, unknown>)[STACK];
  return (
    <div className="log-details">
      <p className="log-text t-mono">
        <Marked of={entry.body} words={words} />
      </p>
      {typeof stack === 'string' && (
        <Stack>
          <Marked of={stack} words={words} />
        </Stack>
      )}
      <Flex gap={8} wrap>
        {entry.traceId && (
          <Link to={traceAddress(entry.traceId, entry.spanId)}>
            <Button size="small" icon={<NodeIndexOutlined />} tabIndex={-1}>
              {text.logs.trace}
            </Button>
          </Link>
        )}
        <Button
          size="small"
          icon={<UnorderedListOutlined />}
          onClick={() => setParams((before) => changed(before, { around: entry.id }))}
        >
          {text.context.button}
        </Button>
        <Button
          size="small"
          icon={<CopyOutlined />}
          onClick={() =>
            void navigator.clipboard
              .writeText(JSON.stringify(entry, null, 2))
              .then(() => message.success(text.telemetry.copied))
          }
        >
          {text.telemetry.copy}
        </Button>
      </Flex>
      <div className="attribute-columns">
        <Attributes title={text.telemetry.attributes} of={entry.attributes} without={[STACK]} onTag={onTag} />
        <Attributes title={text.telemetry.resource} of={entry.resource} onTag={onTag} />
      </div>
      <Typography.Text type="secondary" style={{ fontSize: 12.5 }}>
        {[
          `${text.logs.occurred}: ${moment(entry.time)}`,
          `${text.logs.received}: ${moment(entry.received)}`,
          `${text.logs.app}: ${entry.app}`,
          entry.scope && `${text.logs.scope}: ${entry.scope}`,
          entry.instance && `${text.logs.instance}: ${entry.instance}`,
        ]
          .filter(Boolean)
          .join(' · ')}
      </Typography.Text>
    </div>
  );
}

interface Looks {
  words?: readonly string[];
  onTag?: (tag: string) => void;
  /** Shows the span of a log instead of leading to its trace. */
  onSpan?: (spanId: string) => void;
}

const Log = memo(function Log({
  entry,
  isMarked = false,
  words = NO_WORDS,
  onTag,
  onSpan,
}: { entry: LogEntry; isMarked?: boolean } & Looks) {
  const [open, setOpen] = useState(false);
  return (
    <li className="log" data-severity={entry.severity ?? 'none'} aria-current={isMarked || undefined}>
      <div className="log-line">
        <button type="button" className="log-toggle" aria-expanded={open} onClick={() => setOpen(!open)}>
          <time className="t-mono" dateTime={entry.time} title={moment(entry.time)}>
            {clock(entry.time, new Date())}
          </time>
          <SeverityTag severity={entry.severity} />
          <span className="log-service">{entry.service}</span>
          <span className="log-body t-mono">
            <Marked of={entry.body} words={words} />
          </span>
        </button>
        {onSpan
          ? entry.spanId && (
              <Button
                type="link"
                size="small"
                className="log-side"
                style={{ height: 'auto' }}
                onClick={() => onSpan(entry.spanId as string)}
              >
                {text.logs.toSpan}
              </Button>
            )
          : entry.traceId && (
              <Link
                className="log-side"
                to={traceAddress(entry.traceId, entry.spanId)}
                aria-label={text.logs.traceOf(entry.body.slice(0, 80))}
              >
                <NodeIndexOutlined /> <span className="wide-only">{text.logs.trace}</span>
              </Link>
            )}
      </div>
      {open && <Details entry={entry} words={words} onTag={onTag} />}
    </li>
  );
});

/** Logs, each in a line that opens. @param marked id of the one that all others are around */
export function LogList({
  entries,
  label,
  marked,
  ...looks
}: { entries: readonly LogEntry[]; label: string; marked?: string } & Looks) {
  return (
    <ul className="t-list" aria-label={label}>
      {entries.map((entry) => (
        <Log key={entry.id} entry={entry} isMarked={entry.id === marked} {...looks} />
      ))}
    </ul>
  );
}

/** The same while they come, with what has to be said in between. */
export function LineList({ lines, label, ...looks }: { lines: readonly Line[]; label: string } & Looks) {
  return (
    <ul className="t-list" aria-label={label}>
      {lines.map((line) =>
        line.kind === 'log' ? (
          <Log key={line.key} entry={line.entry} {...looks} />
        ) : (
          <li key={line.key} className="log-mark" data-mark={line.mark}>
            {MARKS[line.mark](clock(line.at, new Date()))}
          </li>
        ),
      )}
    </ul>
  );
}
