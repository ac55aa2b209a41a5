// SPDX-License-Identifier: Apache-2.0
import { useQuery } from '@tanstack/react-query';
import { Descriptions, Drawer, Flex, Skeleton, Tabs, Typography } from 'antd';
import { Link, useNavigate } from 'react-router';
import type { LogEntry, Schemas, SpanEntry, Trace } from '@/shared/api/client';
import { spanQuery } from '@/shared/api/queries';
import { ProblemAlert } from '@/shared/components/ProblemAlert';
import { clock, count, duration, moment } from '@/shared/format';
import { text } from '@/shared/text';
import { Attributes } from './Attributes';
import { LogList, traceAddress } from './LogList';
import { ownNanos } from './rows';
import { STACK, Stack } from './Stack';

function Event({ event, start }: { event: Schemas['SpanEvent']; start: string }) {
  const attributes = event.attributes as Record<string, unknown>;
  const stack = attributes[STACK];
  return (
    <section>
      <Flex justify="space-between" gap={8}>
        <Typography.Text strong type={event.name === 'exception' ? 'danger' : undefined}>
          {event.name}
        </Typography.Text>
        <Typography.Text type="secondary" title={moment(event.time)}>
          +{duration(Math.max(0, Date.parse(event.time) - Date.parse(start)) * 1e6)}
        </Typography.Text>
      </Flex>
      {typeof stack === 'string' && <Stack>{stack}</Stack>}
      <Attributes title={text.telemetry.attributes} of={attributes} without={[STACK]} />
    </section>
  );
}

function Facts({ span, trace }: { span: SpanEntry; trace: Trace }) {
  const index = trace.spans.indexOf(span);
  const items: [string, string | null | undefined][] = [
    [text.telemetry.service, span.service],
    [text.trace.kind, text.trace.kinds[span.kind as keyof typeof text.trace.kinds] ?? span.kind],
    [
      text.trace.status,
      span.error ? `${text.trace.failedSpan}${span.statusMessage ? `: ${span.statusMessage}` : ''}` : span.status,
    ],
    [text.trace.start, clock(span.start, new Date())],
    [text.trace.offset, duration(span.offsetNanos)],
    [text.trace.duration, duration(span.durationNanos)],
    [text.trace.ownTime, duration(ownNanos(trace.spans, index))],
    [text.trace.peer, span.peer && `${span.peerKind} ${span.peer}`],
    [text.trace.env, span.env],
    [text.trace.instance, span.instance],
    [text.trace.scope, span.scope],
    [text.trace.app, span.app],
    [text.trace.spanId, span.spanId],
    [text.trace.parent, span.parentSpanId ?? text.trace.noParent],
  ];
  return (
    <Descriptions
      size="small"
      column={{ xs: 1, sm: 2 }}
      items={items
        .filter(([, value]) => value)
        .map(([label, value]) => ({
          key: label,
          label,
          children: <span style={{ overflowWrap: 'anywhere' }}>{value}</span>,
        }))}
    />
  );
}

/** What it carries comes when somebody looks at it. */
function Carried({ span, traceId, logs }: { span: SpanEntry; traceId: string; logs: readonly LogEntry[] }) {
  const navigate = useNavigate();
  const { data, error, isPending, refetch } = useQuery(spanQuery(traceId, span));
  if (isPending) {
    return <Skeleton active />;
  }
  if (!data) {
    return <ProblemAlert error={error ?? text.trace.gone} onRetry={() => void refetch()} />;
  }
  const own = logs.filter((log) => log.spanId === span.spanId);
  const find = (tag: string) => void navigate(`/traces?tag=${encodeURIComponent(tag)}`);
  const gap = { paddingTop: 4 };
  return (
    <Tabs
      defaultActiveKey={data.events.length > 0 && span.error ? 'events' : 'attributes'}
      items={[
        {
          key: 'attributes',
          label: text.telemetry.attributes,
          children: (
            <Flex vertical gap={16} style={gap}>
              <Attributes title={text.telemetry.attributes} of={data.attributes} onTag={find} />
              <Attributes title={text.telemetry.resource} of={data.resource} onTag={find} />
            </Flex>
          ),
        },
        {
          key: 'events',
          label: `${text.trace.events} (${count(data.events.length)})`,
          children: (
            <Flex vertical gap={20} style={gap}>
              {data.events.length === 0 && <Typography.Text type="secondary">{text.trace.noEvents}</Typography.Text>}
              {data.events.map((event, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: several may be alike
                <Event key={at} event={event} start={span.start} />
              ))}
            </Flex>
          ),
        },
        {
          key: 'logs',
          label: `${text.trace.spanLogs} (${count(own.length)})`,
          children:
            own.length === 0 ? (
              <Typography.Text type="secondary">{text.trace.noEvents}</Typography.Text>
            ) : (
              <LogList entries={own} label={text.trace.spanLogs} onSpan={undefined} />
            ),
        },
        ...(data.links.length === 0
          ? []
          : [
              {
                key: 'links',
                label: `${text.trace.links} (${count(data.links.length)})`,
                children: (
                  <ul className="t-list">
                    {data.links.map((link) => (
                      <li key={link.traceId + link.spanId}>
                        <Link className="t-mono" to={traceAddress(link.traceId, link.spanId)}>
                          {link.traceId}
                        </Link>
                      </li>
                    ))}
                  </ul>
                ),
              },
            ]),
      ]}
    />
  );
}

/** All that is known of a span. */
export function SpanDrawer({
  span,
  trace,
  logs,
  onClose,
}: {
  span: SpanEntry | null;
  trace: Trace;
  logs: readonly LogEntry[];
  onClose: () => void;
}) {
  return (
    <Drawer open={span !== null} onClose={onClose} size={560} title={span?.name ?? text.trace.details} destroyOnHidden>
      {span && (
        <Flex vertical gap={12}>
          <Facts span={span} trace={trace} />
          <Carried span={span} traceId={trace.traceId} logs={logs} />
        </Flex>
      )}
    </Drawer>
  );
}
