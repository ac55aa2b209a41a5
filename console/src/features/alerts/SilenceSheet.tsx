// SPDX-License-Identifier: Apache-2.0
import { useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Drawer, Flex, Grid, Input, Segmented, Typography } from 'antd';
import { useId, useState } from 'react';
import { alertKeys } from '@/shared/api/alerts';
import { useMay, usePut } from '@/shared/api/queries';
import { ProblemAlert } from '@/shared/components/ProblemAlert';
import { moment } from '@/shared/format';
import { text } from '@/shared/text';
import { LENGTHS, type Length, type Matcher, matches, silenceName, writtenAs } from './alerts';
import { MatcherEditor, Preview } from './MatcherEditor';

const words = text.alerts.silenceForm;
const KIND = 'Silence';

/** As the browser's field for a local time wants it. */
const local = (time: number) => moment(new Date(time).toISOString()).replace(' ', 'T').slice(0, 16);

/** A new silence: which alerts, for how long, and why. It comes from below where the thumb is. */
export function SilenceSheet({
  env,
  initial,
  onClose,
}: {
  env: string;
  initial: readonly Matcher[];
  onClose: () => void;
}) {
  const { md } = Grid.useBreakpoint();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const id = useId();
  const put = usePut();
  const may = useMay('write', KIND, env);
  const [matchers, setMatchers] = useState<Matcher[]>([...initial]);
  const [length, setLength] = useState<Length | 'until'>('1h');
  const [until, setUntil] = useState(() => local(Date.now() + LENGTHS['4h']));
  const [comment, setComment] = useState('');
  const used = matchers.filter(({ name }) => name !== '');
  const late = length === 'until' && !(Date.parse(until) > Date.now());
  const unreadable = used.some((each) => matches(each, {}) === null);
  const save = () => {
    const now = new Date();
    const end = length === 'until' ? new Date(until) : new Date(now.getTime() + LENGTHS[length]);
    const name = silenceName(used, now);
    const why = comment.trim() || words.noComment;
    put.mutate(
      {
        kind: KIND,
        env,
        name,
        revision: 0,
        spec: {
          matchers: used.map(writtenAs),
          startsAt: now.toISOString(),
          endsAt: end.toISOString(),
          comment: why,
        },
        message: why,
      },
      {
        onSuccess: () => {
          void message.success(text.common.saved(name));
          void queries.invalidateQueries({ queryKey: alertKeys.all });
          onClose();
        },
      },
    );
  };
  return (
    <Drawer
      open
      onClose={onClose}
      placement={md ? 'right' : 'bottom'}
      size={md ? 560 : '88dvh'}
      title={`${words.title} · ${env}`}
      className="al-sheet"
      footer={
        <Button
          type="primary"
          size="large"
          block
          onClick={save}
          loading={put.isPending}
          disabled={!may || used.length === 0 || late || unreadable}
        >
          {words.create}
        </Button>
      }
    >
      <Flex vertical gap={16}>
        {!may && <Alert type="info" showIcon title={words.mayNot(env)} />}
        <Typography.Text type="secondary">{words.text}</Typography.Text>
        <div>
          <div id={id} className="al-label">
            {words.for}
          </div>
          <Segmented<Length | 'until'>
            block
            size="large"
            aria-labelledby={id}
            value={length}
            onChange={setLength}
            options={(['1h', '4h', '1d', 'until'] as const).map((value) => ({ value, label: words.lengths[value] }))}
          />
          {length === 'until' && (
            <Flex vertical gap={4} className="al-until">
              <label htmlFor={`${id}until`}>{words.until}</label>
              <Input
                id={`${id}until`}
                type="datetime-local"
                size="large"
                value={until}
                onChange={(event) => setUntil(event.target.value)}
              />
              {late && (
                <Typography.Text type="danger" role="alert">
                  {words.untilWrong}
                </Typography.Text>
              )}
            </Flex>
          )}
        </div>
        <MatcherEditor matchers={matchers} onChange={setMatchers} />
        <div>
          <label htmlFor={`${id}why`} className="al-label">
            {words.comment}
          </label>
          <Input.TextArea
            id={`${id}why`}
            value={comment}
            placeholder={words.noComment}
            maxLength={1000}
            autoSize={{ minRows: 2, maxRows: 6 }}
            onChange={(event) => setComment(event.target.value)}
          />
        </div>
        <Preview env={env} matchers={used} />
        <ProblemAlert error={put.error} />
      </Flex>
    </Drawer>
  );
}
