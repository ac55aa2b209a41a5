// SPDX-License-Identifier: Apache-2.0
import { ClockCircleOutlined, DownOutlined } from '@ant-design/icons';
import { Button, Divider, Flex, Input, Popover, Typography } from 'antd';
import { useId, useState } from 'react';
import { moment } from '@/shared/format';
import { type Changes, ofSpan, ofTimes, periodOf, SPANS, type Span, spanOf, USUAL_SPANS } from '@/shared/params';
import { text } from '@/shared/text';

/** As the browser's field for a local time wants it. */
const local = (time: number) => moment(new Date(time).toISOString()).replace(' ', 'T');

function Own({
  from,
  to,
  longest,
  onChoose,
}: {
  from: number;
  to: number;
  longest: number;
  onChoose: (changes: Changes) => void;
}) {
  const [begin, setBegin] = useState(() => local(from));
  const [end, setEnd] = useState(() => local(to));
  const id = useId();
  const length = Date.parse(end) - Date.parse(begin);
  const wrong = !(length > 0)
    ? text.telemetry.time.wrong
    : length > longest * 60_000
      ? text.telemetry.time.tooLong(text.telemetry.time.minutes(longest))
      : null;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!wrong) {
          onChoose(ofTimes(new Date(begin).getTime(), new Date(end).getTime()));
        }
      }}
    >
      <Flex vertical gap={8}>
        {[
          { label: text.telemetry.time.from, value: begin, set: setBegin },
          { label: text.telemetry.time.to, value: end, set: setEnd },
        ].map(({ label, value, set }) => (
          <div key={label}>
            <label htmlFor={id + label}>
              <Typography.Text type="secondary">{label}</Typography.Text>
            </label>
            <Input
              id={id + label}
              type="datetime-local"
              step={1}
              value={value}
              onChange={(event) => set(event.target.value)}
            />
          </div>
        ))}
        {wrong && (
          <Typography.Text type="danger" role="alert">
            {wrong}
          </Typography.Text>
        )}
        <Button htmlType="submit" type="primary" disabled={wrong !== null}>
          {text.telemetry.time.apply}
        </Button>
      </Flex>
    </form>
  );
}

/**
 * Which time is looked at: up to now, or from one moment to another.
 *
 * @param longest minutes; as long as one likes if absent
 * @param spans that are offered
 * @param usual what is meant when the address says nothing; the last hour if absent
 */
export function TimeChoice({
  params,
  change,
  longest = Number.POSITIVE_INFINITY,
  spans = USUAL_SPANS,
  usual,
}: {
  params: URLSearchParams;
  change: (changes: Changes) => void;
  longest?: number;
  spans?: readonly Span[];
  usual?: Span;
}) {
  const [open, setOpen] = useState(false);
  const span = spanOf(params, usual);
  const period = periodOf(params, usual);
  const [from, to] =
    'minutes' in period
      ? [Date.now() - period.minutes * 60_000, Date.now()]
      : [Date.parse(period.from), Date.parse(period.to)];
  const choose = (changes: Changes) => {
    setOpen(false);
    change(changes);
  };
  const shown =
    span === null
      ? text.telemetry.time.between(
          moment(new Date(from).toISOString()),
          moment(new Date(to).toISOString()).slice(
            new Date(from).toDateString() === new Date(to).toDateString() ? 11 : 0,
          ),
        )
      : (text.telemetry.time.spans[span as Span] ??
        text.telemetry.time.last(text.telemetry.time.minutes('minutes' in period ? period.minutes : 0)));
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      trigger="click"
      placement="bottomRight"
      destroyOnHidden
      // beside the button, so that Tab leads into it
      getPopupContainer={(button) => button.parentElement ?? document.body}
      content={
        <div style={{ width: 232 }}>
          <Flex vertical>
            {spans
              .filter((each) => SPANS[each] <= longest)
              .map((each) => (
                <Button
                  key={each}
                  type={each === span ? 'primary' : 'text'}
                  style={{ justifyContent: 'flex-start' }}
                  onClick={() => choose(ofSpan(each, usual))}
                >
                  {text.telemetry.time.spans[each]}
                </Button>
              ))}
          </Flex>
          <Divider style={{ margin: '12px 0' }}>{text.telemetry.time.own}</Divider>
          <Own from={from} to={to} longest={longest} onChoose={choose} />
        </div>
      }
    >
      <Button icon={<ClockCircleOutlined />} aria-label={`${text.telemetry.time.label}: ${shown}`} aria-expanded={open}>
        {shown} <DownOutlined style={{ fontSize: 10 }} />
      </Button>
    </Popover>
  );
}
