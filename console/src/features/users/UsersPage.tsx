// SPDX-License-Identifier: Apache-2.0
import { PlusOutlined } from '@ant-design/icons';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Card, Empty, Flex, Input, Skeleton, Tag, Typography } from 'antd';
import { useState } from 'react';
import { useMay } from '@/shared/api/queries';
import { Ago } from '@/shared/components/Ago';
import { DataTable } from '@/shared/components/DataTable';
import { Page } from '@/shared/components/Page';
import { ProblemAlert } from '@/shared/components/ProblemAlert';
import { text } from '@/shared/text';
import { type User, usersPages } from './api';
import { NewUserModal } from './NewUserModal';
import { UserDrawer } from './UserDrawer';

function UserState({ user }: { user: User }) {
  if (user.disabled) {
    return <Tag>{text.users.disabled}</Tag>;
  }
  return user.hasPassword ? (
    <Tag color="success">{text.users.active}</Tag>
  ) : (
    <Tag color="warning">{text.users.waiting}</Tag>
  );
}

export default function UsersPage() {
  const [query, setQuery] = useState('');
  const [adding, setAdding] = useState(false);
  const [opened, setOpened] = useState<string | null>(null);
  const may = useMay('write', 'User');
  const { data, error, isPending, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    usersPages(query),
  );
  const users = (data?.pages ?? []).flatMap((page) => page.items);
  return (
    <Page
      title={text.users.title}
      subtitle={text.users.subtitle}
      actions={
        may && (
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)}>
            {text.users.new}
          </Button>
        )
      }
    >
      <Input.Search
        allowClear
        aria-label={text.common.search}
        placeholder={text.users.search}
        onSearch={setQuery}
        style={{ maxWidth: 320 }}
      />
      <ProblemAlert error={error} onRetry={() => void refetch()} />
      {isPending && <Skeleton active />}
      {data && (
        <Card size="small" styles={{ body: { padding: 0 } }}>
          <DataTable
            rowKey="id"
            dataSource={users}
            locale={{ emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={text.users.empty} /> }}
            columns={[
              {
                title: text.users.username,
                dataIndex: 'username',
                render: (username: string) => (
                  <Button type="link" style={{ padding: 0, height: 'auto' }} onClick={() => setOpened(username)}>
                    <strong>{username}</strong>
                  </Button>
                ),
              },
              { title: text.users.displayName, dataIndex: 'displayName' },
              {
                title: text.users.email,
                dataIndex: 'email',
                render: (email?: string) =>
                  email ?? <Typography.Text type="secondary">{text.common.none}</Typography.Text>,
              },
              {
                title: text.users.groups,
                dataIndex: 'groups',
                render: (groups: string[]) => (
                  <Flex gap={4} wrap>
                    {groups.map((group) => (
                      <Tag key={group} color="blue">
                        {group}
                      </Tag>
                    ))}
                  </Flex>
                ),
              },
              { title: text.common.state, render: (_, user) => <UserState user={user} /> },
              { title: text.users.created, dataIndex: 'createdAt', render: (at: string) => <Ago at={at} /> },
            ]}
          />
          {hasNextPage && (
            <Flex justify="center" style={{ padding: 12 }}>
              <Button onClick={() => void fetchNextPage()} loading={isFetchingNextPage}>
                {text.common.more}
              </Button>
            </Flex>
          )}
        </Card>
      )}
      {adding && (
        <NewUserModal
          onClose={(made) => {
            setAdding(false);
            if (made) {
              setOpened(made);
            }
          }}
        />
      )}
      {opened && <UserDrawer username={opened} onClose={() => setOpened(null)} />}
    </Page>
  );
}
