// SPDX-License-Identifier: Apache-2.0
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Flex, Skeleton, Typography } from 'antd';
import { useState } from 'react';
import { api, got, personOf, type Schemas } from '@/shared/api/client';
import { keys, useMay, useSetting } from '@/shared/api/queries';
import { Ago } from '@/shared/components/Ago';
import { DataTable } from '@/shared/components/DataTable';
import { Once } from '@/shared/components/Once';
import { ProblemAlert } from '@/shared/components/ProblemAlert';
import { text } from '@/shared/text';

type Purpose = Schemas['AppSecret']['purpose'];

const WORDS = {
  token: {
    title: text.apps.tokens,
    text: text.apps.tokensText,
    none: text.apps.noSecrets,
    make: text.apps.newSecret,
    made: text.apps.secretTitle,
    once: text.apps.secretText,
    deleteTitle: text.apps.deleteSecret,
    deleteText: text.apps.deleteSecretText,
  },
  ingest: {
    title: text.apps.ingest,
    text: text.apps.ingestText,
    none: text.apps.noIngest,
    make: text.apps.newIngest,
    made: text.apps.ingestTitle,
    once: text.apps.ingestOnce,
    deleteTitle: text.apps.deleteIngest,
    deleteText: text.apps.deleteIngestText,
  },
} as const;

/** As a shipper or an SDK shows the key. @param port where OTLP is taken over HTTP */
const examples = (key: string, port: string) => [
  { label: text.apps.ingestHeader, value: `Authorization: ApiKey ${key}` },
  { label: text.apps.ingestSdk, value: `OTEL_EXPORTER_OTLP_HEADERS="Authorization=Bearer ${key}"` },
  {
    label: text.apps.ingestCurl,
    value:
      `curl http://127.0.0.1:${port}/v1/logs -H 'Authorization: ApiKey ${key}' -H 'Content-Type: application/json' ` +
      `-d '{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":{"stringValue":"Hello"}}]}]}]}'`,
  },
];

function Of({
  app,
  purpose,
  items,
  mayMake,
  mayDelete,
}: {
  app: string;
  purpose: Purpose;
  items: Schemas['AppSecret'][];
  mayMake: boolean;
  mayDelete: boolean;
}) {
  const { modal } = App.useApp();
  const queries = useQueryClient();
  const [made, setMade] = useState<string | null>(null);
  const words = WORDS[purpose];
  const port = useSetting('telemetry.httpPort', '4318');
  const refresh = () => queries.invalidateQueries({ queryKey: keys.secrets(app) });
  const create = useMutation({
    mutationFn: () => got(api.POST('/api/v1/apps/{app}/secrets', { params: { path: { app }, query: { purpose } } })),
    onSuccess: (secret) => {
      setMade(secret.secret);
      void refresh();
    },
  });
  const remove = useMutation({
    mutationFn: (id: string) => got(api.DELETE('/api/v1/apps/{app}/secrets/{id}', { params: { path: { app, id } } })),
    onSuccess: refresh,
  });
  return (
    <Flex vertical gap={12}>
      <ProblemAlert error={create.error ?? remove.error} />
      {items.length === 0 ? (
        <Typography.Text>{words.none}</Typography.Text>
      ) : (
        <DataTable
          size="small"
          rowKey="id"
          dataSource={items}
          columns={[
            { title: text.common.name, dataIndex: 'id', render: (id: string) => <code>{id.slice(0, 8)}</code> },
            { title: text.apps.created, dataIndex: 'createdAt', render: (at: string) => <Ago at={at} /> },
            { title: text.users.by, dataIndex: 'createdBy', render: personOf },
            ...(mayDelete
              ? [
                  {
                    key: 'delete',
                    render: (_: unknown, secret: { id: string }) => (
                      <Button
                        type="text"
                        danger
                        onClick={() =>
                          modal.confirm({
                            title: words.deleteTitle,
                            content: words.deleteText,
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
      )}
      {mayMake && (
        <Button style={{ alignSelf: 'flex-start' }} loading={create.isPending} onClick={() => create.mutate()}>
          {words.make}
        </Button>
      )}
      {made && (
        <Once
          title={words.made}
          hint={words.once}
          value={made}
          uses={purpose === 'ingest' ? examples(made, port) : []}
          onClose={() => setMade(null)}
        />
      )}
    </Flex>
  );
}

/** The secrets of an app: when and by whom, never what. Several at a time, so that one can be changed without a gap. */
export function Secrets({ app, isPublic }: { app: string; isPublic: boolean }) {
  const may = useMay('write', 'App', '', app);
  const { data, error, isPending } = useQuery({
    queryKey: keys.secrets(app),
    queryFn: async () => (await got(api.GET('/api/v1/apps/{app}/secrets', { params: { path: { app } } }))).items,
  });
  if (isPending) {
    return <Skeleton active />;
  }
  return (
    <Flex vertical gap={28}>
      <ProblemAlert error={error} />
      {(['token', 'ingest'] as const).map((purpose) => {
        const items = (data ?? []).filter((secret) => secret.purpose === purpose);
        // one that was made before the app became public can still be deleted
        const none = purpose === 'token' && isPublic && items.length === 0;
        return (
          <section key={purpose} aria-label={WORDS[purpose].title}>
            <Typography.Title level={3} style={{ fontSize: 16, margin: 0 }}>
              {WORDS[purpose].title}
            </Typography.Title>
            <Typography.Paragraph type="secondary">
              {none ? text.apps.tokensPublic : WORDS[purpose].text}
              {purpose === 'ingest' && (
                <span style={{ display: 'block' }}>
                  {text.apps.ingestUse}: <code>Authorization: ApiKey …</code>
                </span>
              )}
            </Typography.Paragraph>
            {!none && (
              <Of
                app={app}
                purpose={purpose}
                items={items}
                mayMake={may && !(purpose === 'token' && isPublic)}
                mayDelete={may}
              />
            )}
          </section>
        );
      })}
    </Flex>
  );
}
