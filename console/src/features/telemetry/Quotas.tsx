// SPDX-License-Identifier: Apache-2.0
import { Form, InputNumber } from 'antd';
import type { SpecForm } from '@/shared/components/ResourceDrawer';
import { count } from '@/shared/format';
import { text } from '@/shared/text';
import { Declared, type Starter } from './Declared';

const words = text.processing.quotas;
const DEFAULT = 'default';
const ANONYMOUS = 'anonymous';

const STARTERS: readonly Starter[] = [
  { name: DEFAULT, ...words.examples.default, spec: { kilobytesPerSecond: 1024 } },
  { name: ANONYMOUS, ...words.examples.anonymous, spec: { kilobytesPerSecond: 128 } },
];

interface Quota {
  kilobytesPerSecond: number;
}

function whom(name: string): string {
  return name === DEFAULT ? words.default : name === ANONYMOUS ? words.anonymous : words.app(name);
}

const quotaForm = ({ spec, change, wrong }: SpecForm) => (
  <Form.Item
    label={words.much}
    htmlFor="quota-much"
    extra={words.muchHint}
    help={wrong('kilobytesPerSecond')}
    validateStatus={wrong('kilobytesPerSecond') ? 'error' : undefined}
  >
    <InputNumber
      id="quota-much"
      min={1}
      precision={0}
      value={(spec as unknown as Quota).kilobytesPerSecond}
      onChange={(kilobytesPerSecond) => change({ kilobytesPerSecond: kilobytesPerSecond ?? undefined })}
      style={{ width: 160 }}
    />
  </Form.Item>
);

/** How much may be sent by whom. */
export function Quotas() {
  return (
    <Declared
      kind="IngestQuota"
      words={words}
      starters={STARTERS}
      form={quotaForm}
      nameHint={words.nameHint}
      columns={[
        { title: words.who, render: (_, quota) => whom(quota.name) },
        {
          title: words.much,
          align: 'right',
          render: (_, quota) => words.perSecond(count((quota.spec as unknown as Quota).kilobytesPerSecond)),
        },
      ]}
    />
  );
}
