// SPDX-License-Identifier: Apache-2.0
import { SendOutlined } from '@ant-design/icons';
import { Button, Typography } from 'antd';
import { Problem } from '@/shared/api/client';
import { useMay } from '@/shared/api/queries';
import { text } from '@/shared/text';
import { useTest } from './api';

const words = text.alerts.receivers;

/** Sends a test by a channel, and says whether it was delivered. */
export function TestButton({ env, channel, to, of }: { env: string; channel: string; to: string[]; of: string }) {
  const may = useMay('write', 'AlertChannel', env, channel);
  const test = useTest(env);
  const { data, error } = test;
  if (!may) {
    return null;
  }
  const failure =
    error != null
      ? error instanceof Problem && error.status === 403
        ? words.mayNotTest
        : error.message
      : data && !data.delivered
        ? (data.error ?? text.common.failed)
        : null;
  return (
    <>
      <Button
        icon={<SendOutlined />}
        loading={test.isPending}
        aria-label={words.testOf(channel, of)}
        onClick={() => test.mutate({ channel, to })}
      >
        {words.test}
      </Button>
      <div role="status" className="al-tested">
        {test.isPending && <Typography.Text type="secondary">{words.testing}</Typography.Text>}
        {!test.isPending && data?.delivered && (
          <span className="al-well">{words.delivered(data.seconds.toFixed(1))}</span>
        )}
        {!test.isPending && failure !== null && <span className="al-error">{words.notDelivered(failure)}</span>}
      </div>
    </>
  );
}
