// SPDX-License-Identifier: Apache-2.0
import { useQuery } from '@tanstack/react-query';
import { Alert, App, Button, Drawer, Flex, Form, Input, Segmented, Tabs } from 'antd';
import { type ReactNode, useMemo, useState } from 'react';
import { parseDocument, stringify } from 'yaml';
import { Problem, type Resource, type Violation } from '@/shared/api/client';
import { putResource, schemaQuery, useMay, usePut } from '@/shared/api/queries';
import { text } from '@/shared/text';
import { CodeEditor, type Mistake } from './CodeEditor';
import { History } from './History';
import { lineOf } from './lineOf';
import { ProblemAlert } from './ProblemAlert';
import { useRested } from './useRested';

export type Spec = Record<string, unknown>;

/** What a form of a spec gets: the spec, how to change it, and what the core finds wrong with a field. */
export interface SpecForm {
  spec: Spec;
  change: (part: Spec) => void;
  wrong: (field: string) => string | undefined;
  readOnly: boolean;
}

/** What is being written. */
export interface Edited {
  spec: Spec;
  /** Whether it is YAML at all. */
  readable: boolean;
  /** What the core finds wrong with it, which is said above. */
  problem: Problem | null;
}

/** Absent rather than empty, as people would write it. */
function withoutEmpty(spec: Spec): Spec {
  return Object.fromEntries(
    Object.entries(spec).filter(
      ([, value]) =>
        value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0),
    ),
  );
}

const expectation = (violation: Violation) => text.editor.expected(violation.expected);

/**
 * Makes or changes a resource, in a form or as YAML. While one writes, the core is asked whether it would take it, so that its rules
 * are nowhere twice; what it says stands at the field.
 */
export function ResourceDrawer({
  kind,
  env,
  resource,
  initial,
  initialName = '',
  nameHint,
  form,
  below,
  extra,
  size = 720,
  onSaved,
  onClose,
}: {
  kind: string;
  env?: string;
  /** What is there, or null to make a new one. */
  resource: Resource | null;
  initial: Spec;
  initialName?: string;
  nameHint?: string;
  form?: (form: SpecForm) => ReactNode;
  /** Further down, of what is being written. */
  below?: (edited: Edited) => ReactNode;
  /** A further tab of what is there. */
  extra?: { label: string; content: ReactNode };
  /** Width in pixels, where there is room. */
  size?: number;
  /** Called before it is closed, when something was saved. */
  onSaved?: (name: string) => void;
  onClose: () => void;
}) {
  const { message: messages } = App.useApp();
  const [opened] = useState(resource);
  const before = (opened?.spec as Spec | undefined) ?? initial;
  const [name, setName] = useState(opened?.name ?? initialName);
  const [spec, setSpec] = useState<Spec>(before);
  const [yaml, setYaml] = useState(() => stringify(before));
  const [why, setWhy] = useState('');
  const [as, setAs] = useState<'form' | 'yaml'>(form ? 'form' : 'yaml');
  const [tab, setTab] = useState('edit');
  const { data: schema } = useQuery(schemaQuery(kind));
  const may = useMay('write', kind, env, opened?.name ?? '*');
  const put = usePut();

  const parsed = useMemo(() => {
    const document = parseDocument(yaml);
    const mistakes: Mistake[] = document.errors.map((error) => ({
      line: error.linePos?.[0].line,
      message: error.message.split('\n')[0] ?? '',
    }));
    const value: unknown = document.errors.length === 0 ? document.toJS() : null;
    return {
      mistakes,
      spec: typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Spec) : {},
    };
  }, [yaml]);
  const wanted = useMemo(() => (as === 'form' ? withoutEmpty(spec) : parsed.spec), [as, spec, parsed]);
  const readable = as === 'form' || parsed.mistakes.length === 0;
  const ask = useRested(JSON.stringify({ name, wanted }));
  const check = useQuery({
    queryKey: ['check', kind, env ?? '', ask, opened?.revision ?? 0],
    queryFn: () => {
      const asked = JSON.parse(ask) as { name: string; wanted: Spec };
      return putResource({
        kind,
        env,
        name: asked.name,
        spec: asked.wanted,
        labels: opened?.labels ?? {},
        revision: opened?.revision ?? 0,
        dryRun: true,
      });
    },
    enabled: may && readable && (JSON.parse(ask) as { name: string }).name !== '',
    retry: false,
    gcTime: 0,
  });

  const problem = check.error instanceof Problem ? check.error : null;
  const wrong = (field: string) => {
    const found = problem?.violations.find(
      (violation) => violation.field.replace(/^spec\./, '').replace(/\[.*/, '') === field,
    );
    return found && expectation(found);
  };
  const mistakes = useMemo<Mistake[]>(
    () =>
      parsed.mistakes.length > 0
        ? parsed.mistakes
        : (problem?.violations ?? []).map((violation) => ({
            line: lineOf(yaml, violation.field),
            message: `${violation.field}: ${expectation(violation)}`,
          })),
    [parsed, problem, yaml],
  );
  const untouched = JSON.stringify(wanted) === JSON.stringify(withoutEmpty(before)) && opened !== null;
  const title = opened ? text.editor.edit(kind, opened.name) : text.editor.new(kind);

  const save = () =>
    put.mutate(
      {
        kind,
        env,
        name,
        spec: wanted,
        labels: opened?.labels ?? {},
        revision: opened?.revision ?? 0,
        message: why || undefined,
      },
      {
        onSuccess: () => {
          messages.success(text.common.saved(name));
          onSaved?.(name);
          onClose();
        },
      },
    );

  const editor = (
    <Flex vertical gap={16}>
      {!may && <Alert type="info" showIcon title={text.common.readOnly} />}
      {opened === null && (
        <Form layout="vertical" component="div">
          <Form.Item
            label={text.common.name}
            extra={nameHint}
            validateStatus={problem?.violations.some((each) => each.field === 'name') ? 'error' : undefined}
            help={problem?.violations.filter((each) => each.field === 'name').map(expectation)[0]}
            style={{ margin: 0 }}
          >
            <Input
              value={name}
              onChange={(event) => setName(event.target.value.trim())}
              aria-label={text.common.name}
              autoFocus
              maxLength={200}
            />
          </Form.Item>
        </Form>
      )}
      {form && (
        <Segmented
          value={as}
          options={[
            { value: 'form', label: text.editor.form },
            { value: 'yaml', label: text.editor.yaml },
          ]}
          onChange={(next) => {
            if (next === 'yaml') {
              setYaml(stringify(withoutEmpty(spec)));
            } else if (parsed.mistakes.length > 0) {
              return;
            } else {
              setSpec(parsed.spec);
            }
            setAs(next as 'form' | 'yaml');
          }}
          style={{ alignSelf: 'flex-start' }}
        />
      )}
      {form && as === 'form' ? (
        <Form layout="vertical" component="div" disabled={!may}>
          {form({
            spec,
            change: (part) => setSpec((now) => ({ ...now, ...part })),
            wrong,
            readOnly: !may,
          })}
        </Form>
      ) : (
        <CodeEditor
          label={text.editor.spec}
          language="yaml"
          value={yaml}
          onChange={setYaml}
          mistakes={mistakes}
          readOnly={!may}
          schema={schema}
        />
      )}
      {parsed.mistakes.length > 0 && as === 'yaml' && (
        <Alert type="error" showIcon title={text.editor.unreadable} description={parsed.mistakes[0]?.message} />
      )}
      <ProblemAlert error={put.error ?? check.error} />
      {below?.({ spec: wanted, readable, problem })}
    </Flex>
  );

  return (
    <Drawer
      open
      onClose={onClose}
      title={title}
      size={`min(${size}px, 100vw)`}
      footer={
        may &&
        tab === 'edit' && (
          <Flex gap={8} wrap>
            <Input
              value={why}
              onChange={(event) => setWhy(event.target.value)}
              placeholder={text.common.message}
              aria-label={text.common.message}
              maxLength={1000}
              style={{ flex: '1 1 220px' }}
            />
            <Button
              type="primary"
              onClick={save}
              loading={put.isPending}
              disabled={name === '' || !readable || untouched || check.isError}
            >
              {text.common.save}
            </Button>
          </Flex>
        )
      }
    >
      {opened ? (
        <Tabs
          activeKey={tab}
          onChange={setTab}
          items={[
            { key: 'edit', label: may ? text.common.edit : text.editor.spec, children: editor },
            ...(extra ? [{ key: 'extra', label: extra.label, children: extra.content }] : []),
            {
              key: 'history',
              label: text.common.history,
              children: <History kind={kind} name={opened.name} env={env} />,
            },
          ]}
        />
      ) : (
        editor
      )}
    </Drawer>
  );
}
