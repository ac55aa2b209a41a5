// SPDX-License-Identifier: Apache-2.0
import { UserAddOutlined, UserDeleteOutlined, UserSwitchOutlined } from '@ant-design/icons';
import { App, Button } from 'antd';
import { Problem, personOf } from '@/shared/api/client';
import { ProblemAlert } from '@/shared/components/ProblemAlert';
import { text } from '@/shared/text';
import type { AlertSummary } from './api';
import { useClaim } from './api';
import { useMe } from './Marks';

const words = text.alerts;

const isClaimed = (error: unknown): error is Problem => error instanceof Problem && error.code === 'alerts.claimed';

/** Claims an alert with one tap; asks before it is taken from somebody. Nothing for who may not, and when it is over. */
export function ClaimButton({ alert }: { alert: AlertSummary }) {
  const { modal, message } = App.useApp();
  const me = useMe();
  const claim = useClaim();
  const { id, name, claimedBy, state, mine } = alert;
  if (state === 'resolved' || !mine) {
    return null;
  }
  const act = (how: 'claim' | 'take' | 'release') =>
    claim.mutate(
      { id, how },
      {
        onSuccess: () => void message.success(how === 'release' ? words.released : words.taken),
        onError: (error) => (isClaimed(error) ? ask(words.faster, error.message) : failed(error)),
      },
    );
  const failed = (error: unknown) =>
    void modal.error({ title: text.common.failed, content: <ProblemAlert error={error} />, width: 560 });
  const ask = (title: string, content: string) =>
    void modal.confirm({
      title,
      content,
      okText: words.take,
      cancelText: text.common.cancel,
      onOk: () => act('take'),
    });
  if (claimedBy == null) {
    return (
      <Button
        type="primary"
        icon={<UserAddOutlined />}
        loading={claim.isPending}
        aria-label={words.claimOf(name)}
        onClick={() => act('claim')}
      >
        {words.claim}
      </Button>
    );
  }
  if (claimedBy === me) {
    return (
      <Button
        icon={<UserDeleteOutlined />}
        loading={claim.isPending}
        aria-label={words.releaseOf(name)}
        onClick={() => act('release')}
      >
        {words.release}
      </Button>
    );
  }
  return (
    <Button
      icon={<UserSwitchOutlined />}
      loading={claim.isPending}
      aria-label={words.takeOf(name)}
      onClick={() => ask(words.takeTitle(personOf(claimedBy)), words.takeText)}
    >
      {words.take}
    </Button>
  );
}
