// SPDX-License-Identifier: Apache-2.0
import { CloseOutlined, PlusOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Flex, Input, Select, Skeleton, Typography } from 'antd';
import { useId } from 'react';
import { firingQuery } from '@/shared/api/alerts';
import { ProblemAlert } from '@/shared/components/ProblemAlert';
import { text } from '@/shared/text';
import { inOrder, type Matcher, matches, matchesAll, OPERATORS, type Operator, writtenAs } from './alerts';
import { SeverityMark } from './Marks';

const words = text.alerts.silenceForm;
const SHOWN = 8;

/** Conditions on labels; each can be changed and taken away. */
export function MatcherEditor({
  matchers,
  onChange,
}: {
  matchers: readonly Matcher[];
  onChange: (matchers: Matcher[]) => void;
}) {
  const id = useId();
  const set = (at: number, part: Partial<Matcher>) =>
    onChange(matchers.map((each, here) => (here === at ? { ...each, ...part } : each)));
  return (
    <fieldset className="al-matchers">
      <legend>{words.matchers}</legend>
      {matchers.map((each, at) => {
        const unreadable = matches(each, {}) === null;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: two may be alike while one writes
          <div key={at} className="al-matcher">
            <Input
              value={each.name}
              aria-label={`${words.label} ${at + 1}`}
              placeholder={words.label}
              maxLength={200}
              onChange={(event) => set(at, { name: event.target.value.trim() })}
            />
            <Select<Operator>
              value={each.op}
              aria-label={`${words.operator} ${at + 1}`}
              onChange={(op) => set(at, { op })}
              options={OPERATORS.map((value) => ({ value, label: `${value} ${words.operators[value]}` }))}
              popupMatchSelectWidth={false}
              labelRender={({ value }) => String(value)}
            />
            <Input
              value={each.value}
              status={unreadable ? 'error' : undefined}
              aria-label={`${words.value} ${at + 1}`}
              aria-describedby={unreadable ? `${id}${at}` : undefined}
              placeholder={words.value}
              maxLength={1000}
              onChange={(event) => set(at, { value: event.target.value })}
            />
            <Button
              type="text"
              icon={<CloseOutlined />}
              aria-label={words.remove(writtenAs(each))}
              onClick={() => onChange(matchers.filter((_, here) => here !== at))}
            />
            {unreadable && (
              <Typography.Text type="danger" role="alert" id={`${id}${at}`} className="al-matcher-wrong">
                {words.unreadable}
              </Typography.Text>
            )}
          </div>
        );
      })}
      <Button
        type="dashed"
        icon={<PlusOutlined />}
        onClick={() => onChange([...matchers, { name: '', op: '=', value: '' }])}
      >
        {words.add}
      </Button>
    </fieldset>
  );
}

/** Which alerts that fire now have what the matchers want. */
export function Preview({ env, matchers }: { env: string; matchers: readonly Matcher[] }) {
  const { data, error, isPending, refetch } = useQuery(firingQuery(env));
  const found = inOrder((data?.items ?? []).filter((each) => matchesAll(matchers, { ...each.labels, env: each.env })));
  return (
    <section aria-label={words.preview} className="al-preview">
      <ProblemAlert error={error} onRetry={() => void refetch()} />
      {isPending && <Skeleton active title={false} paragraph={{ rows: 2 }} />}
      {data && (
        <>
          <Typography.Text strong role="status">
            {matchers.length === 0 ? words.none : words.covers(found.length, data.nextCursor != null)}
          </Typography.Text>
          <ul className="t-list">
            {found.slice(0, SHOWN).map((each) => (
              <li key={each.id}>
                <SeverityMark severity={each.severity} /> {each.summary}
              </li>
            ))}
          </ul>
          {found.length > SHOWN && <span>{text.metrics.others(found.length - SHOWN)}</span>}
          {matchers.length > 0 && !matchers.some(({ name }) => name === 'alertname') && (
            <Typography.Text type="warning">{words.wide}</Typography.Text>
          )}
        </>
      )}
    </section>
  );
}

/** The same as text. */
export function Matchers({ written }: { written: readonly string[] }) {
  return (
    <Flex gap={4} wrap>
      {written.map((each) => (
        <code key={each} className="al-written">
          {each}
        </code>
      ))}
    </Flex>
  );
}
