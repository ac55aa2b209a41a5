// SPDX-License-Identifier: Apache-2.0
import { Form, Input, InputNumber, Select } from 'antd';
import { useSetting } from '@/shared/api/queries';
import type { SpecForm } from '@/shared/components/ResourceDrawer';
import { count } from '@/shared/format';
import { text } from '@/shared/text';
import { Declared, type Starter } from './Declared';
import { inOrder, type LogMatch, type LogStream, matchInWords, USUAL_ORDER } from './pipeline';

const words = text.processing.streams;

const STARTERS: readonly Starter[] = [
  {
    name: 'noise',
    ...words.examples.noisy,
    spec: {
      description: 'Much, and seldom of use after a day',
      match: { services: ['gateway'] },
      retentionHours: 24,
      retentionMegabytes: 2048,
    },
  },
  {
    name: 'audit',
    ...words.examples.audit,
    spec: {
      description: 'What auditors ask for',
      order: 10,
      match: { services: ['*-audit'] },
      retentionHours: 24 * 365,
    },
  },
];

const MATCHES = [
  ['services', text.processing.servicesLabel],
  ['apps', text.processing.appsLabel],
  ['envs', text.processing.envsLabel],
] as const;

/** Absent rather than empty. */
function matchWith(match: LogMatch | undefined, field: keyof LogMatch, values: string[]): LogMatch | undefined {
  const next = Object.entries({ ...match, [field]: values }).filter(([, each]) => each && each.length > 0);
  return next.length === 0 ? undefined : (Object.fromEntries(next) as LogMatch);
}

function StreamFields({ spec: untyped, change, wrong }: SpecForm) {
  const spec = untyped as LogStream;
  const item = (field: keyof LogStream, label: string, hint?: string) => ({
    label,
    extra: hint,
    htmlFor: `stream-${field}`,
    help: wrong(field),
    validateStatus: wrong(field) ? ('error' as const) : undefined,
  });
  const number = (field: 'order' | 'retentionHours' | 'retentionMegabytes') => (
    <InputNumber
      id={`stream-${field}`}
      min={0}
      precision={0}
      value={spec[field] ?? null}
      onChange={(value) => change({ [field]: value ?? undefined })}
      style={{ width: 160 }}
    />
  );
  return (
    <>
      <Form.Item {...item('description', text.common.description)}>
        <Input
          id="stream-description"
          value={spec.description ?? ''}
          onChange={(event) => change({ description: event.target.value })}
        />
      </Form.Item>
      {MATCHES.map(([field, label], at) => (
        <Form.Item
          key={field}
          label={label}
          htmlFor={`stream-${field}`}
          extra={at === MATCHES.length - 1 ? text.processing.matchHint : undefined}
        >
          <Select
            id={`stream-${field}`}
            mode="tags"
            open={false}
            suffixIcon={null}
            value={spec.match?.[field] ?? []}
            onChange={(values: string[]) => change({ match: matchWith(spec.match, field, values) })}
          />
        </Form.Item>
      ))}
      <div className="numbers">
        <Form.Item {...item('retentionHours', words.hours, words.hoursHint)}>{number('retentionHours')}</Form.Item>
        <Form.Item {...item('retentionMegabytes', words.megabytes, words.megabytesHint)}>
          {number('retentionMegabytes')}
        </Form.Item>
        <Form.Item {...item('order', text.processing.orderLabel, text.processing.orderHint)}>
          {number('order')}
        </Form.Item>
      </div>
    </>
  );
}

const streamForm = (form: SpecForm) => <StreamFields {...form} />;

/** How long which logs are kept. */
export function Streams() {
  const retention = words.age(24 * Number(useSetting('telemetry.retentionDays', '7')));
  return (
    <Declared
      kind="LogStream"
      words={{ ...words, text: words.text(retention) }}
      starters={STARTERS}
      form={streamForm}
      sorted={inOrder}
      describe={(stream) => (stream.spec as LogStream).description}
      columns={[
        { title: words.for, render: (_, stream) => matchInWords((stream.spec as LogStream).match) },
        {
          title: words.keeps,
          render: (_, stream) => {
            const hours = (stream.spec as LogStream).retentionHours;
            return hours ? words.age(hours) : words.usual(retention);
          },
        },
        {
          title: words.most,
          render: (_, stream) => {
            const megabytes = (stream.spec as LogStream).retentionMegabytes;
            return megabytes ? `${count(megabytes)} MB` : words.noLimit;
          },
        },
        {
          title: text.processing.orderLabel,
          align: 'right',
          render: (_, stream) => (stream.spec as LogStream).order ?? USUAL_ORDER,
        },
      ]}
    />
  );
}
