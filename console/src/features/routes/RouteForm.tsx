// SPDX-License-Identifier: Apache-2.0
import { useQuery } from '@tanstack/react-query';
import { AutoComplete, Col, Collapse, Flex, Form, Input, InputNumber, Radio, Row, Select, Switch } from 'antd';
import { useState } from 'react';
import { liveQuery } from '@/shared/api/queries';
import type { SpecForm } from '@/shared/components/ResourceDrawer';
import { useEnv } from '@/shared/env';
import { inPercent, ofPercent } from '@/shared/format';
import { text } from '@/shared/text';

export interface RouteSpec {
  paths: string[];
  hosts?: string[];
  methods?: string[];
  service?: string;
  url?: string;
  access?: 'none' | 'token' | 'session';
  audience?: string;
  stripPrefix?: boolean;
  connectTimeoutMillis?: number;
  responseTimeoutMillis?: number;
  idleTimeoutMillis?: number;
  maxBodyBytes?: number;
  traceSampling?: number;
}

const LIMITS = [
  { field: 'connectTimeoutMillis', label: text.routes.form.connect, absent: 2_000 },
  { field: 'responseTimeoutMillis', label: text.routes.form.response, absent: 30_000 },
  { field: 'idleTimeoutMillis', label: text.routes.form.idle, absent: 60_000 },
  { field: 'maxBodyBytes', label: text.routes.form.body, absent: 10_485_760 },
] as const;

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'].map((value) => ({ value, label: value }));

function RouteFields({ spec: untyped, change, wrong }: SpecForm) {
  const [env] = useEnv();
  const spec = untyped as unknown as RouteSpec;
  const [to, setTo] = useState<'service' | 'url'>(spec.url ? 'url' : 'service');
  const instances = useQuery(liveQuery('Instance', env)).data ?? [];
  const services = [...new Set(instances.map((each) => (each.spec as { service: string }).service))].sort();
  const item = (field: keyof RouteSpec, label: string, hint?: string) => ({
    label,
    extra: hint,
    help: wrong(field),
    validateStatus: wrong(field) ? ('error' as const) : undefined,
  });
  return (
    <>
      <Form.Item {...item('paths', text.routes.form.paths, text.routes.form.pathsHint)}>
        <Select
          mode="tags"
          aria-label={text.routes.form.paths}
          value={spec.paths}
          onChange={(paths) => change({ paths })}
          tokenSeparators={[',', ' ']}
          open={false}
          suffixIcon={null}
          placeholder="/shop"
        />
      </Form.Item>
      <Form.Item
        label={text.routes.form.to}
        extra={to === 'service' ? text.routes.form.serviceHint : text.routes.form.urlHint}
        help={wrong(to)}
        validateStatus={wrong(to) ? 'error' : undefined}
      >
        <Radio.Group
          value={to}
          onChange={(event) => {
            setTo(event.target.value);
            change(event.target.value === 'service' ? { url: undefined } : { service: undefined });
          }}
          options={[
            { value: 'service', label: text.routes.form.service },
            { value: 'url', label: text.routes.form.url },
          ]}
          style={{ marginBottom: 8 }}
        />
        {to === 'service' ? (
          <AutoComplete
            aria-label={text.routes.form.service}
            value={spec.service ?? ''}
            onChange={(service) => change({ service })}
            options={services.map((value) => ({ value }))}
            placeholder="orders"
          />
        ) : (
          <Input
            aria-label={text.routes.form.url}
            value={spec.url ?? ''}
            onChange={(event) => change({ url: event.target.value })}
            placeholder="http://127.0.0.1:3000"
          />
        )}
      </Form.Item>
      <Form.Item {...item('access', text.routes.form.access)}>
        <Radio.Group
          value={spec.access ?? 'token'}
          onChange={(event) => change({ access: event.target.value })}
          options={[
            { value: 'none', label: text.routes.form.none },
            { value: 'token', label: text.routes.form.token },
            { value: 'session', label: text.routes.form.session },
          ]}
        />
      </Form.Item>
      <Form.Item>
        <Flex gap={8} align="center">
          <Switch
            checked={spec.stripPrefix ?? false}
            onChange={(on) => change({ stripPrefix: on || undefined })}
            aria-label={text.routes.form.strip}
          />
          {text.routes.form.strip}
        </Flex>
      </Form.Item>
      <Collapse
        ghost
        items={[
          {
            key: 'more',
            label: text.routes.form.limits,
            children: (
              <>
                <Form.Item {...item('hosts', text.routes.form.hosts, text.routes.form.hostsHint)}>
                  <Select
                    mode="tags"
                    aria-label={text.routes.form.hosts}
                    value={spec.hosts ?? []}
                    onChange={(hosts) => change({ hosts })}
                    open={false}
                    suffixIcon={null}
                    placeholder="shop.example.org"
                  />
                </Form.Item>
                <Form.Item {...item('methods', text.routes.form.methods, text.routes.form.methodsHint)}>
                  <Select
                    mode="multiple"
                    aria-label={text.routes.form.methods}
                    value={spec.methods ?? []}
                    onChange={(methods) => change({ methods })}
                    options={METHODS}
                  />
                </Form.Item>
                <Row gutter={12}>
                  {LIMITS.map(({ field, label, absent }) => (
                    <Col key={field} xs={24} sm={12}>
                      <Form.Item {...item(field, label)}>
                        <InputNumber
                          aria-label={label}
                          value={spec[field] ?? null}
                          onChange={(value) => change({ [field]: value ?? undefined })}
                          placeholder={String(absent)}
                          min={0}
                          style={{ width: '100%' }}
                        />
                      </Form.Item>
                    </Col>
                  ))}
                  <Col xs={24} sm={12}>
                    <Form.Item {...item('traceSampling', text.routes.form.sampling, text.routes.form.samplingHint)}>
                      <InputNumber
                        aria-label={text.routes.form.sampling}
                        value={spec.traceSampling === undefined ? null : inPercent(spec.traceSampling)}
                        onChange={(value) => change({ traceSampling: value === null ? undefined : ofPercent(value) })}
                        placeholder="100"
                        min={0}
                        max={100}
                        style={{ width: '100%' }}
                      />
                    </Form.Item>
                  </Col>
                </Row>
              </>
            ),
          },
        ]}
      />
    </>
  );
}

export const routeForm = (form: SpecForm) => <RouteFields {...form} />;
