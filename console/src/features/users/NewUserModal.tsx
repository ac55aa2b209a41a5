// SPDX-License-Identifier: Apache-2.0
import { Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { ProblemAlert } from '@/shared/components/ProblemAlert';
import { text } from '@/shared/text';
import { type UserEdit, useCreateUser } from './api';
import { UserFields } from './UserFields';

/** @param onClose told the name of the user that was made */
export function NewUserModal({ onClose }: { onClose: (made?: string) => void }) {
  const [username, setUsername] = useState('');
  const [user, setUser] = useState<UserEdit>({ groups: [] });
  const create = useCreateUser();
  const save = () =>
    create.mutate(
      {
        username,
        edit: { ...user, displayName: user.displayName || username, email: user.email || undefined },
      },
      { onSuccess: () => onClose(username) },
    );
  return (
    <Modal
      open
      title={text.users.new}
      okText={text.common.create}
      cancelText={text.common.cancel}
      okButtonProps={{ disabled: username === '', loading: create.isPending }}
      onOk={save}
      onCancel={() => onClose()}
    >
      <Form layout="vertical" component="div">
        <Form.Item label={text.users.username} extra={text.users.usernameHint}>
          <Input
            autoFocus
            aria-label={text.users.username}
            value={username}
            onChange={(event) => setUsername(event.target.value.trim())}
            maxLength={63}
          />
        </Form.Item>
        <UserFields user={user} change={(part) => setUser((now) => ({ ...now, ...part }))} error={create.error} />
        <ProblemAlert error={create.error} />
      </Form>
    </Modal>
  );
}
