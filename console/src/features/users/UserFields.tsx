// SPDX-License-Identifier: Apache-2.0
import { Form, Input, Select } from 'antd';
import { Problem } from '@/shared/api/client';
import { text } from '@/shared/text';
import type { UserEdit } from './api';

const GROUPS = ['admins', 'editors', 'viewers'].map((value) => ({ value, label: value }));

/** What can be said of a user. What the core finds wrong stands at the field. */
export function UserFields({
  user,
  change,
  error,
}: {
  user: UserEdit;
  change: (part: UserEdit) => void;
  error: unknown;
}) {
  const wrong = (field: string) => {
    const found =
      error instanceof Problem ? error.violations.find((each) => each.field.replace(/\[.*/, '') === field) : undefined;
    return found && { help: text.editor.expected(found.expected), validateStatus: 'error' as const };
  };
  return (
    <>
      <Form.Item label={text.users.displayName} {...wrong('displayName')}>
        <Input
          aria-label={text.users.displayName}
          value={user.displayName ?? ''}
          onChange={(event) => change({ displayName: event.target.value })}
          maxLength={200}
        />
      </Form.Item>
      <Form.Item label={text.users.email} {...wrong('email')}>
        <Input
          aria-label={text.users.email}
          type="email"
          value={user.email ?? ''}
          onChange={(event) => change({ email: event.target.value })}
          maxLength={254}
        />
      </Form.Item>
      <Form.Item label={text.users.groups} extra={text.users.groupsHint} {...wrong('groups')}>
        <Select
          mode="tags"
          aria-label={text.users.groups}
          value={user.groups ?? []}
          onChange={(groups) => change({ groups })}
          options={GROUPS}
        />
      </Form.Item>
    </>
  );
}
