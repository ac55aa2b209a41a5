// SPDX-License-Identifier: Apache-2.0
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Alert, Flex, Form, Input, Typography } from 'antd';
import { type ReactNode, useId, useState } from 'react';
import { api, got, type LogEntry, Problem, type Schemas } from '@/shared/api/client';
import { ProblemAlert } from '@/shared/components/ProblemAlert';
import type { Edited } from '@/shared/components/ResourceDrawer';
import { useRested } from '@/shared/components/useRested';
import { moment } from '@/shared/format';
import { text } from '@/shared/text';
import { Attributes } from './Attributes';
import { SeverityTag } from './LogList';
import { type LogPipeline, linesOf, sampleService } from './pipeline';

/** As many as the API takes. */
const MOST = 100;
const SECOND = 1_000;

/** The time is shown where the pipeline has found one; else it is the moment of the trial. */
function hasOwnTime(record: LogEntry): boolean {
  return Math.abs(Date.parse(record.time) - Date.parse(record.received)) > 5 * SECOND;
}

function Record({ record }: { record: LogEntry }) {
  const attributes = record.attributes as globalThis.Record<string, unknown>;
  return (
    <li className="tried">
      <Flex gap={8} align="baseline" wrap>
        {record.severity && <SeverityTag severity={record.severity} />}
        {hasOwnTime(record) && <Typography.Text type="secondary">{moment(record.time)}</Typography.Text>}
        {record.traceId && (
          <Typography.Text type="secondary" className="t-mono">
            {record.traceId}
          </Typography.Text>
        )}
      </Flex>
      <p className="log-text t-mono">{record.body}</p>
      {Object.keys(attributes).length > 0 && <Attributes title={text.telemetry.attributes} of={attributes} />}
    </li>
  );
}

/** @param children what became of the lines, in a word */
function Label({ children }: { children?: ReactNode }) {
  return (
    <div className="try-label">
      <span>{text.processing.try.records}</span>
      <Typography.Text type="secondary" role="status">
        {children}
      </Typography.Text>
    </div>
  );
}

function Result({ spec, service, env, lines, said }: Trial & { said: boolean }) {
  const asked = useRested(JSON.stringify({ spec, service, env, lines }));
  const { data, error, isFetching } = useQuery({
    queryKey: ['try', asked],
    queryFn: async ({ signal }): Promise<Schemas['Tried'] & { trial: Trial }> => {
      const trial = JSON.parse(asked) as Trial;
      const tried = await got(
        api.POST('/api/v1/log-pipelines/try', {
          body: {
            spec: trial.spec,
            service: trial.service || undefined,
            env: trial.env || undefined,
            lines: trial.lines,
          },
          signal,
        }),
      );
      return { ...tried, trial };
    },
    placeholderData: keepPreviousData,
    retry: false,
    gcTime: 0,
  });
  if (error) {
    return (
      <>
        <Label />
        {said && error instanceof Problem && error.violations.length > 0 ? (
          <Typography.Text type="secondary">{text.processing.try.wrong}.</Typography.Text>
        ) : (
          <ProblemAlert error={error} />
        )}
      </>
    );
  }
  return (
    <>
      <Label>
        {data ? text.processing.try.became(data.trial.lines.length, data.records.length) : text.processing.try.trying}
        {data && isFetching ? ` · ${text.processing.try.trying}` : ''}
      </Label>
      {data && !data.matched && (
        <Alert
          type="warning"
          showIcon
          title={text.processing.try.notMatched(data.trial.service || 'example', data.trial.env)}
        />
      )}
      {data?.records.length === 0 && <Typography.Text>{text.processing.try.none}</Typography.Text>}
      {data && data.records.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and has to by the keyboard too
        <section className="tried-list" tabIndex={0} aria-label={text.processing.try.records}>
          <ol>
            {data.records.map((record, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: several may be alike
              <Record key={at} record={record} />
            ))}
          </ol>
        </section>
      )}
    </>
  );
}

interface Trial {
  spec: LogPipeline;
  service: string;
  env: string;
  lines: string[];
}

/** Lines on the one side, and on the other what the pipeline that is being written makes of them. */
export function TryIt({ edited, lines: initial, focused }: { edited: Edited; lines: string[]; focused: boolean }) {
  const spec = edited.spec as unknown as LogPipeline;
  const [written, setWritten] = useState(() => initial.join('\n'));
  const [service, setService] = useState<string | null>(null);
  const [env, setEnv] = useState('');
  const id = useId();
  const words = text.processing.try;
  const suggested = typeof spec.match === 'object' ? sampleService(spec.match) : '';
  const lines = linesOf(written);
  return (
    <section className="try" aria-label={words.title}>
      <Typography.Title level={3} style={{ fontSize: 16, margin: 0 }}>
        {words.title}
      </Typography.Title>
      <Typography.Text type="secondary">{words.text}</Typography.Text>
      <div className="try-sides">
        <Form layout="vertical" component="div">
          <Form.Item
            label={words.lines}
            htmlFor={`${id}lines`}
            validateStatus={lines.length > MOST ? 'error' : undefined}
            help={lines.length > MOST ? <span role="alert">{words.tooMany(lines.length)}</span> : undefined}
          >
            <Input.TextArea
              id={`${id}lines`}
              className="t-code"
              value={written}
              onChange={(event) => setWritten(event.target.value)}
              placeholder={words.placeholder}
              autoFocus={focused}
              autoSize={{ minRows: 6, maxRows: 16 }}
              spellCheck={false}
            />
          </Form.Item>
          <Flex gap="0 12px" wrap>
            <Form.Item label={words.service} htmlFor={`${id}service`} style={{ flex: '1 1 130px', margin: 0 }}>
              <Input
                id={`${id}service`}
                placeholder="example"
                value={service ?? suggested}
                onChange={(event) => setService(event.target.value)}
              />
            </Form.Item>
            <Form.Item label={words.env} htmlFor={`${id}env`} style={{ flex: '1 1 100px', margin: 0 }}>
              <Input id={`${id}env`} value={env} onChange={(event) => setEnv(event.target.value)} />
            </Form.Item>
          </Flex>
        </Form>
        <div>
          {edited.readable && lines.length > 0 && lines.length <= MOST ? (
            <Result
              spec={spec}
              service={(service ?? suggested).trim()}
              env={env.trim()}
              lines={lines}
              said={(edited.problem?.violations.length ?? 0) > 0}
            />
          ) : (
            <>
              <Label />
              <Typography.Text type="secondary">{edited.readable ? words.noLines : `${words.wrong}.`}</Typography.Text>
            </>
          )}
        </div>
      </div>
    </section>
  );
}
