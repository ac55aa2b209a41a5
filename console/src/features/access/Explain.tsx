// SPDX-License-Identifier: Apache-2.0
import { useQuery } from '@tanstack/react-query';
import { Alert, Card, Flex, Form, Input, Select, Typography } from 'antd';
import { useState } from 'react';
import { api, got } from '@/shared/api/client';
import { kindsQuery, whoAmIQuery } from '@/shared/api/queries';
import { ProblemAlert } from '@/shared/components/ProblemAlert';
import { text } from '@/shared/text';

const VERBS = ['read', 'write', 'delete', 'reveal'] as const;

/** Answers whether somebody may do something, and by which binding, role and rule. */
export function Explain() {
  const me = useQuery(whoAmIQuery).data?.principal;
  const kinds = useQuery(kindsQuery).data ?? [];
  const [asked, setAsked] = useState({
    principal: '',
    verb: 'read' as (typeof VERBS)[number],
    kind: 'Route',
    env: 'dev',
    name: '*',
  });
  const change = (part: Partial<typeof asked>) => setAsked((now) => ({ ...now, ...part }));
  const principal = asked.principal || me;
  const { data, error } = useQuery({
    queryKey: ['explain', asked, principal],
    queryFn: () => got(api.GET('/api/v1/access/explain', { params: { query: { ...asked, principal } } })),
    enabled: Boolean(principal) && asked.name !== '',
    retry: false,
  });
  const scope = kinds.find((kind) => kind.name === asked.kind)?.scope;
  return (
    <Card size="small">
      <Typography.Paragraph type="secondary">{text.access.explainText}</Typography.Paragraph>
      <Form layout="vertical" component="div">
        <Flex gap={12} wrap>
          <Form.Item label={text.access.who} style={{ minWidth: 180 }}>
            <Input
              aria-label={text.access.who}
              placeholder={me}
              onChange={(event) => change({ principal: event.target.value.trim() })}
            />
          </Form.Item>
          <Form.Item label={text.access.verb}>
            <Select
              aria-label={text.access.verb}
              value={asked.verb}
              onChange={(verb) => change({ verb })}
              options={VERBS.map((value) => ({ value, label: value }))}
              style={{ width: 110 }}
            />
          </Form.Item>
          <Form.Item label={text.changes.kind}>
            <Select
              showSearch
              aria-label={text.changes.kind}
              value={asked.kind}
              onChange={(kind) =>
                change({
                  kind,
                  env: kinds.find((each) => each.name === kind)?.scope === 'env' ? asked.env || 'dev' : '',
                })
              }
              options={kinds.map((kind) => ({ value: kind.name, label: kind.name }))}
              style={{ width: 160 }}
            />
          </Form.Item>
          <Form.Item label={text.nav.environment}>
            <Input
              aria-label={text.nav.environment}
              disabled={scope === 'global'}
              value={asked.env}
              onChange={(event) => change({ env: event.target.value.trim() })}
              style={{ width: 110 }}
            />
          </Form.Item>
          <Form.Item label={text.common.name}>
            <Input
              aria-label={text.common.name}
              value={asked.name}
              onChange={(event) => change({ name: event.target.value.trim() })}
              style={{ width: 150 }}
            />
          </Form.Item>
        </Flex>
      </Form>
      <ProblemAlert error={error} />
      {data && (
        <Alert
          role="status"
          type={data.allowed ? 'success' : 'error'}
          showIcon
          title={data.allowed ? text.access.allowed : text.access.denied}
          description={data.reason}
        />
      )}
    </Card>
  );
}
