// SPDX-License-Identifier: Apache-2.0
import { Checkbox, Flex, Form, Input, Select, Switch } from 'antd';
import type { SpecForm } from '@/shared/components/ResourceDrawer';
import { text } from '@/shared/text';

export interface AppSpec {
  description?: string;
  grantTypes?: string[];
  redirectUris?: string[];
  postLogoutRedirectUris?: string[];
  scopes?: string[];
  publicClient?: boolean;
  requireConsent?: boolean;
  requirePkce?: boolean;
}

const GRANTS = ['client_credentials', 'authorization_code', 'refresh_token', 'device_code'];

function AppFields({ spec: untyped, change, wrong }: SpecForm) {
  const spec = untyped as AppSpec;
  const grants = spec.grantTypes ?? ['client_credentials'];
  const item = (field: keyof AppSpec, label: string, hint?: string) => ({
    label,
    extra: hint,
    help: wrong(field),
    validateStatus: wrong(field) ? ('error' as const) : undefined,
  });
  const list = (field: 'redirectUris' | 'postLogoutRedirectUris' | 'scopes', label: string, placeholder: string) => (
    <Select
      mode="tags"
      aria-label={label}
      value={spec[field] ?? []}
      onChange={(values) => change({ [field]: values })}
      open={false}
      suffixIcon={null}
      placeholder={placeholder}
    />
  );
  const flag = (field: 'publicClient' | 'requireConsent', label: string) => (
    <Form.Item>
      <Flex gap={8} align="center">
        <Switch
          aria-label={label}
          checked={spec[field] ?? false}
          onChange={(on) => change({ [field]: on || undefined })}
        />
        {label}
      </Flex>
    </Form.Item>
  );
  return (
    <>
      <Form.Item {...item('description', text.common.description)}>
        <Input
          aria-label={text.common.description}
          value={spec.description ?? ''}
          onChange={(event) => change({ description: event.target.value })}
        />
      </Form.Item>
      <Form.Item {...item('grantTypes', text.apps.grants)}>
        <Checkbox.Group value={grants} onChange={(values) => change({ grantTypes: values })} options={GRANTS} />
      </Form.Item>
      {grants.includes('authorization_code') && (
        <>
          <Form.Item {...item('redirectUris', text.apps.redirects, text.apps.redirectsHint)}>
            {list('redirectUris', text.apps.redirects, 'https://shop.example.org/login/oauth2/code/plinth')}
          </Form.Item>
          <Form.Item {...item('postLogoutRedirectUris', text.apps.logoutRedirects)}>
            {list('postLogoutRedirectUris', text.apps.logoutRedirects, 'https://shop.example.org/')}
          </Form.Item>
        </>
      )}
      <Form.Item {...item('scopes', text.apps.scopes)}>
        {list('scopes', text.apps.scopes, 'openid, profile, email')}
      </Form.Item>
      {flag('publicClient', text.apps.public)}
      {flag('requireConsent', text.apps.consent)}
    </>
  );
}

export const appForm = (form: SpecForm) => <AppFields {...form} />;
