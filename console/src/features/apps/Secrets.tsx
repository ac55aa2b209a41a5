// SPDX-License-Identifier: Apache-2.0
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Empty, Flex, Skeleton } from 'antd';
import { useState } from 'react';
import { api, got, personOf } from '@/shared/api/client';
import { keys, useMay } from '@/shared/api/queries';
import { Ago } from '@/shared/components/Ago';
import { DataTable } from '@/shared/components/DataTable';
import { Once } from '@/shared/components/Once';
import { ProblemAlert } from '@/shared/components/ProblemAlert';
import { text } from '@/shared/text';

/** The secrets of an app: when and by whom, never what. Several at a time, so that one can be changed without a gap. */
export function Secrets({ app }: { app: string }) {
  const { modal } = App.useApp();
  const queries = useQueryClient();
  const may = useMay('write', 'App', '', app);
  const [made, setMade] = useState<string | null>(null);
  const { data, error, isPending } = useQuery({
    queryKey: keys.secrets(app),
    queryFn: async () => (await got(api.GET('/api/v1/apps/{app}/secrets', { params: { path: { app } } }))).items,
  });
  const refresh = () => queries.invalidateQueries({ queryKey: keys.secrets(app) });
  const create = useMutation({
    mutationFn: () => got(api.POST('/api/v1/apps/{app}/secrets', { params: { path: { app } } })),
    onSuccess: (secret) => {
      setMade(secret.secret);
      void refresh();
    },
  });
  const remove = useMutation({
    mutationFn: (id: string) => got(api.DELETE('/api/v1/apps/{app}/secrets/{id}', { params: { path: { app, id } } })),
    onSuccess: refresh,
  });
  if (isPending) {
    return <Skeleton active />;
  }
  return (
    <Flex vertical gap={12}>
      <ProblemAlert error={error ?? create.error ?? remove.error} />
      <DataTable
        size="small"
        rowKey="id"
        dataSource={data ?? []}
        locale={{ emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={text.apps.noSecrets} /> }}
        columns={[
          { title: text.common.name, dataIndex: 'id', render: (id: string) => <code>{id.slice(0, 8)}</code> },
          { title: text.apps.created, dataIndex: 'createdAt', render: (at: string) => <Ago at={at} /> },
          { title: text.users.by, dataIndex: 'createdBy', render: personOf },
          ...(may
            ? [
                {
                  key: 'delete',
                  render: (_: unknown, secret: { id: string }) => (
                    <Button
                      type="text"
                      danger
                      onClick={() =>
                        modal.confirm({
                          title: text.apps.deleteSecret,
                          content: text.apps.deleteSecretText,
                          okText: text.common.delete,
                          okButtonProps: { danger: true },
                          cancelText: text.common.cancel,
                          onOk: () => remove.mutate(secret.id),
                        })
                      }
                    >
                      {text.common.delete}
                    </Button>
                  ),
                },
              ]
            : []),
        ]}
      />
      {may && (
        <Button style={{ alignSelf: 'flex-start' }} loading={create.isPending} onClick={() => create.mutate()}>
          {text.apps.newSecret}
        </Button>
      )}
      {made && (
        <Once title={text.apps.secretTitle} hint={text.apps.secretText} value={made} onClose={() => setMade(null)} />
      )}
    </Flex>
  );
}
