// SPDX-License-Identifier: Apache-2.0
import { useQuery } from '@tanstack/react-query';
import { App, Button, Drawer, Empty, Flex, Form, Skeleton, Tabs } from 'antd';
import { useEffect, useState } from 'react';
import { personOf } from '@/shared/api/client';
import { useMay } from '@/shared/api/queries';
import { Ago } from '@/shared/components/Ago';
import { DataTable } from '@/shared/components/DataTable';
import { Once } from '@/shared/components/Once';
import { ProblemAlert } from '@/shared/components/ProblemAlert';
import { moment } from '@/shared/format';
import { text } from '@/shared/text';
import {
  eventsQuery,
  sessionsQuery,
  type User,
  type UserEdit,
  useDeleteUser,
  useEndSessions,
  userQuery,
  useSignInLink,
  useUpdateUser,
} from './api';
import { UserFields } from './UserFields';

const editOf = ({ displayName, email, groups }: User): UserEdit => ({ displayName, email, groups });

function Profile({ user, onDeleted }: { user: User; onDeleted: () => void }) {
  const { message, modal } = App.useApp();
  const [edit, setEdit] = useState<UserEdit>(() => editOf(user));
  const [link, setLink] = useState<{ url: string; until: string } | null>(null);
  const mayWrite = useMay('write', 'User', '', user.username);
  const mayDelete = useMay('delete', 'User', '', user.username);
  const update = useUpdateUser(user.username);
  const remove = useDeleteUser(user.username);
  const makeLink = useSignInLink(user.username);
  useEffect(() => setEdit(editOf(user)), [user]);
  const changed = JSON.stringify(edit) !== JSON.stringify(editOf(user));
  const say = (edit: UserEdit) =>
    update.mutate(edit, { onSuccess: () => message.success(text.common.saved(user.username)) });
  return (
    <Flex vertical gap={12}>
      <Form layout="vertical" component="div" disabled={!mayWrite}>
        <UserFields user={edit} change={(part) => setEdit((now) => ({ ...now, ...part }))} error={update.error} />
      </Form>
      <ProblemAlert error={update.error ?? makeLink.error ?? remove.error} />
      {mayWrite && (
        <Flex gap={8} wrap>
          <Button type="primary" disabled={!changed} loading={update.isPending} onClick={() => say(edit)}>
            {text.common.save}
          </Button>
          <Button
            loading={makeLink.isPending}
            onClick={() =>
              makeLink.mutate(undefined, {
                onSuccess: (made) => setLink({ url: made.url, until: moment(made.expiresAt) }),
              })
            }
          >
            {text.users.link}
          </Button>
          <Button onClick={() => say({ disabled: !user.disabled })}>
            {user.disabled ? text.users.enable : text.users.disable}
          </Button>
          {mayDelete && (
            <Button
              danger
              onClick={() =>
                modal.confirm({
                  title: text.common.deleteTitle(user.username),
                  content: text.users.deleteText,
                  okText: text.common.delete,
                  okButtonProps: { danger: true },
                  cancelText: text.common.cancel,
                  onOk: () => remove.mutate(undefined, { onSuccess: onDeleted }),
                })
              }
            >
              {text.common.delete}
            </Button>
          )}
        </Flex>
      )}
      {link && (
        <Once
          title={text.users.linkTitle}
          hint={text.users.linkText(user.displayName, link.until)}
          value={link.url}
          onClose={() => setLink(null)}
        />
      )}
    </Flex>
  );
}

function Sessions({ username }: { username: string }) {
  const { message } = App.useApp();
  const { data, error, isPending } = useQuery(sessionsQuery(username));
  const may = useMay('write', 'User', '', username);
  const end = useEndSessions(username);
  if (isPending) {
    return <Skeleton active />;
  }
  return (
    <Flex vertical gap={12}>
      <ProblemAlert error={error ?? end.error} />
      <DataTable
        size="small"
        rowKey="id"
        dataSource={data ?? []}
        locale={{ emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={text.users.noSessions} /> }}
        columns={[
          { title: text.users.browser, dataIndex: 'userAgent' },
          { title: text.users.address, dataIndex: 'address' },
          { title: text.users.seen, dataIndex: 'seenAt', render: (at: string) => <Ago at={at} /> },
          { title: text.users.since, dataIndex: 'createdAt', render: (at: string) => <Ago at={at} /> },
        ]}
      />
      {may && (data ?? []).length > 0 && (
        <Button
          danger
          style={{ alignSelf: 'flex-start' }}
          loading={end.isPending}
          onClick={() => end.mutate(undefined, { onSuccess: () => message.success(text.users.signedOut) })}
        >
          {text.users.signOutEverywhere}
        </Button>
      )}
    </Flex>
  );
}

function Events({ username }: { username: string }) {
  const { data, error, isPending } = useQuery(eventsQuery(username));
  if (isPending) {
    return <Skeleton active />;
  }
  return (
    <>
      <ProblemAlert error={error} />
      <DataTable
        size="small"
        rowKey="id"
        dataSource={data ?? []}
        pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
        columns={[
          { title: text.users.event, dataIndex: 'type', render: (type: string) => type.replaceAll('-', ' ') },
          { title: text.users.by, dataIndex: 'actor', render: personOf },
          { title: text.users.address, dataIndex: 'address', render: (from?: string) => from ?? text.common.none },
          { title: text.users.at, dataIndex: 'at', render: (at: string) => <Ago at={at} /> },
        ]}
      />
    </>
  );
}

/** One user: who it is, where they are signed in, what happened. */
export function UserDrawer({ username, onClose }: { username: string; onClose: () => void }) {
  const { data, error, isPending } = useQuery(userQuery(username));
  return (
    <Drawer open onClose={onClose} title={username} size="min(720px, 100vw)">
      <ProblemAlert error={error} />
      {isPending && <Skeleton active />}
      {data && (
        <Tabs
          items={[
            { key: 'profile', label: text.users.profile, children: <Profile user={data} onDeleted={onClose} /> },
            { key: 'sessions', label: text.users.sessions, children: <Sessions username={username} /> },
            { key: 'events', label: text.users.events, children: <Events username={username} /> },
          ]}
        />
      )}
    </Drawer>
  );
}
