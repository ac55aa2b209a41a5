// SPDX-License-Identifier: Apache-2.0
import { CaretRightOutlined, PauseOutlined } from '@ant-design/icons';
import { Badge, Button, Card, Empty, Flex, Typography } from 'antd';
import { useEffect, useMemo, useReducer, useRef, useState } from 'react';
import type { LogEntry } from '@/shared/api/client';
import type { LogFilter } from '@/shared/api/queries';
import { ProblemAlert } from '@/shared/components/ProblemAlert';
import { count } from '@/shared/format';
import { text } from '@/shared/text';
import { LineList } from './LogList';
import { EMPTY, follow, hasTags, type Line, LONGEST, type Mark, tail } from './tail';
import { wordsOf } from './words';

type State = 'connecting' | 'following' | 'away';
const STATUS = { connecting: 'processing', following: 'success', away: 'error' } as const;
/** What comes together is drawn together. */
const DRAWN = 200;
/** So far from the top one reads, and does not want the lines to move. */
const SCROLLED = 24;

/** Logs as they come. */
export function LiveTail({ filter, onTag }: { filter: LogFilter; onTag: (tag: string) => void }) {
  const [{ shown, waiting, paused, full }, act] = useReducer(tail, EMPTY);
  const [state, setState] = useState<State>('connecting');
  const [problem, setProblem] = useState<unknown>(null);
  const [attempt, setAttempt] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const byScrolling = useRef(false);
  const wanted = JSON.stringify(filter);

  // biome-ignore lint/correctness/useExhaustiveDependencies: an attempt begins it anew
  useEffect(() => {
    const asked = JSON.parse(wanted) as LogFilter;
    const stop = new AbortController();
    let number = 0;
    let arrived: Line[] = [];
    let drawing: ReturnType<typeof setTimeout> | undefined;
    const add = (line: Line) => {
      arrived.push(line);
      // a page in the background draws seldom, and must not gather without end
      arrived = arrived.length > 2 * LONGEST ? arrived.slice(-LONGEST) : arrived;
      drawing ??= setTimeout(() => {
        drawing = undefined;
        act({ do: 'add', lines: arrived });
        arrived = [];
      }, DRAWN);
    };
    const mark = (which: Mark) =>
      add({ key: `mark ${number++}`, kind: 'mark', mark: which, at: new Date().toISOString() });
    act({ do: 'clear' });
    byScrolling.current = false;
    setState('connecting');
    setProblem(null);
    let begun = false;
    void follow(
      asked,
      {
        onReady: () => {
          setState('following');
          if (!begun) {
            begun = true;
            mark('since');
          }
        },
        onLog: (entry: LogEntry) => {
          if (hasTags(entry, asked.tag ?? [])) {
            add({ key: `${entry.id} ${number++}`, kind: 'log', entry });
          }
        },
        onGap: (which) => {
          setState('away');
          if (begun) {
            mark(which);
          }
        },
        onProblem: setProblem,
      },
      stop.signal,
    );
    return () => {
      stop.abort();
      clearTimeout(drawing);
    };
  }, [wanted, attempt]);

  const resume = () => {
    byScrolling.current = false;
    act({ do: 'resume' });
    list.current?.scrollTo({ top: 0 });
  };
  const scrolled = () => {
    const away = (list.current?.scrollTop ?? 0) > SCROLLED;
    if (away && !paused) {
      byScrolling.current = true;
      act({ do: 'pause' });
    } else if (!away && paused && byScrolling.current) {
      resume();
    }
  };
  const words = useMemo(() => (filter.query ? [filter.query.trim()] : []), [filter.query]);
  const taken = filter.query !== undefined && wordsOf(filter.query).join(' ') !== filter.query.trim();
  const several = filter.query?.trim().includes(' ') ?? false;
  const logs = shown.filter((line) => line.kind === 'log').length;
  if (problem !== null && shown.length === 0) {
    return <ProblemAlert error={problem} onRetry={() => setAttempt(attempt + 1)} />;
  }
  return (
    <Card
      size="small"
      styles={{ body: { padding: 0 } }}
      title={
        <Flex gap={16} align="center" wrap style={{ fontWeight: 400, padding: '6px 0' }}>
          <span role="status">
            {paused ? (
              <Badge status="warning" text={text.logs.paused} />
            ) : (
              <Badge status={STATUS[state]} text={text.logs[state]} />
            )}
          </span>
          <Typography.Text type="secondary">{text.logs.shown(count(logs))}</Typography.Text>
        </Flex>
      }
      extra={
        paused ? (
          <Button type="primary" size="small" icon={<CaretRightOutlined />} onClick={resume}>
            {waiting.length > 0 ? text.logs.waiting(count(waiting.length)) : text.logs.resume}
          </Button>
        ) : (
          <Button size="small" icon={<PauseOutlined />} onClick={() => act({ do: 'pause' })}>
            {text.logs.pause}
          </Button>
        )
      }
    >
      {problem !== null && (
        <div style={{ padding: 12 }}>
          <ProblemAlert error={problem} onRetry={() => setAttempt(attempt + 1)} />
        </div>
      )}
      {(taken || several) && (
        <div style={{ padding: '8px 12px 0' }}>
          <Typography.Text type="secondary">{text.logs.liveWords}</Typography.Text>
        </div>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and has to by the keyboard too */}
      <section ref={list} className="tail" onScroll={scrolled} tabIndex={0} aria-label={text.logs.liveLabel}>
        {logs === 0 && problem === null && (
          <Empty
            image={Empty.PRESENTED_IMAGE_SIMPLE}
            description={text.logs.waitingFor}
            style={{ padding: 24, margin: 0 }}
          />
        )}
        <LineList lines={shown} label={text.logs.list} words={words} onTag={onTag} />
        {full && <div className="log-mark">{text.logs.kept(count(LONGEST))}</div>}
      </section>
    </Card>
  );
}
