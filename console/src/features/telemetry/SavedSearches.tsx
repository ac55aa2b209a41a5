// SPDX-License-Identifier: Apache-2.0
import { DownOutlined, SaveOutlined, StarFilled, StarOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { App, Button, Divider, Flex, Form, Input, Modal, Popover, Select, Typography } from 'antd';
import { useId, useState } from 'react';
import { useSearchParams } from 'react-router';
import { Problem, type Resource } from '@/shared/api/client';
import { resourcesQuery, useKnown, useMay, usePut } from '@/shared/api/queries';
import { DeleteButton } from '@/shared/components/DeleteButton';
import { ProblemAlert } from '@/shared/components/ProblemAlert';
import { periodOf, SPANS, USUAL_SPANS } from '@/shared/params';
import { text } from '@/shared/text';
import { inWords, isSame, leftOut, opened, type SavedSearch, type Signal, savedOf } from './saved';

const KIND = 'SavedSearch';
const specOf = (resource: Resource) => resource.spec as SavedSearch;

/** Resources are named in small letters, without spaces. */
const asName = (written: string) => written.toLowerCase().replace(/\s+/g, '-');

/** Saves the search of the address, as a new one or in the place of one. */
function SaveModal({
  search,
  left,
  existing,
  onSaved,
  onClose,
}: {
  search: SavedSearch;
  left: string[];
  existing: Resource | null;
  onSaved: (name: string) => void;
  onClose: () => void;
}) {
  const { message } = App.useApp();
  const put = usePut();
  const [name, setName] = useState(existing?.name ?? '');
  const [description, setDescription] = useState(existing ? (specOf(existing).description ?? '') : '');
  const [minutes, setMinutes] = useState(search.lastMinutes ?? SPANS['1h']);
  const id = useId();
  const spans = new Map<number, string>(USUAL_SPANS.map((span) => [SPANS[span], text.telemetry.time.spans[span]]));
  if (!spans.has(minutes)) {
    spans.set(minutes, text.telemetry.time.last(text.telemetry.time.minutes(minutes)));
  }
  const problem = put.error instanceof Problem ? put.error : null;
  const wrongName = problem?.violations.find((each) => each.field === 'name');
  const save = () =>
    put.mutate(
      {
        kind: KIND,
        name,
        labels: existing?.labels ?? {},
        revision: existing?.revision ?? 0,
        spec: {
          ...search,
          description: description.trim() || undefined,
          lastMinutes: minutes === SPANS['1h'] ? undefined : minutes,
        },
      },
      {
        onSuccess: () => {
          message.success(text.common.saved(name));
          onSaved(name);
        },
      },
    );
  return (
    <Modal
      open
      title={existing ? text.saved.updateTitle(existing.name) : text.saved.saveTitle}
      okText={text.common.save}
      cancelText={text.common.cancel}
      okButtonProps={{ disabled: name === '', loading: put.isPending }}
      onOk={save}
      onCancel={onClose}
    >
      <Form layout="vertical" component="div">
        <Form.Item
          label={text.common.name}
          htmlFor={`${id}name`}
          extra={text.saved.nameHint}
          validateStatus={wrongName ? 'error' : undefined}
          help={wrongName && text.editor.expected(wrongName.expected)}
        >
          <Input
            id={`${id}name`}
            value={name}
            disabled={existing !== null}
            onChange={(event) => setName(asName(event.target.value))}
            onPressEnter={() => name !== '' && save()}
            autoFocus={existing === null}
            maxLength={200}
          />
        </Form.Item>
        <Form.Item label={text.saved.description} htmlFor={`${id}description`}>
          <Input
            id={`${id}description`}
            value={description}
            onChange={(event) => setDescription(event.target.value)}
            onPressEnter={() => name !== '' && save()}
            maxLength={500}
          />
        </Form.Item>
        <Form.Item label={text.saved.span} htmlFor={`${id}span`}>
          <Select
            id={`${id}span`}
            value={minutes}
            onChange={setMinutes}
            options={[...spans].map(([value, label]) => ({ value, label }))}
          />
        </Form.Item>
      </Form>
      <Typography.Paragraph type="secondary" style={{ overflowWrap: 'anywhere' }}>
        {text.saved.finds}: {inWords(search)}
        {left.length > 0 && (
          <>
            <br />
            {text.saved.left(left.join(', '))}
          </>
        )}
      </Typography.Paragraph>
      {!wrongName && <ProblemAlert error={put.error} />}
    </Modal>
  );
}

function Rows({
  searches,
  chosen,
  mayDelete,
  onOpen,
  onDeleted,
}: {
  searches: Resource[];
  chosen: Resource | null;
  mayDelete: boolean;
  onOpen: (resource: Resource) => void;
  onDeleted: (resource: Resource) => void;
}) {
  return (
    <ul className="t-list saved-list" aria-label={text.saved.title}>
      {searches.map((each) => (
        <li key={each.name} data-chosen={each === chosen}>
          <button
            type="button"
            className="saved-open"
            aria-label={text.saved.open(each.name)}
            aria-current={each === chosen}
            onClick={() => onOpen(each)}
          >
            <strong>{each.name}</strong>
            <Typography.Text type="secondary">{specOf(each).description || inWords(specOf(each))}</Typography.Text>
          </button>
          {mayDelete && <DeleteButton resource={each} onDone={() => onDeleted(each)} />}
        </li>
      ))}
    </ul>
  );
}

/** Searches that are kept for everybody: opens them, and saves the one that stands in the address. */
export function SavedSearches({ signal, env }: { signal: Signal; env?: string }) {
  const [params, setParams] = useSearchParams();
  const known = useKnown(KIND);
  const mayWrite = useMay('write', KIND);
  const mayDelete = useMay('delete', KIND);
  const { data } = useQuery({ ...resourcesQuery(KIND), enabled: known });
  const [open, setOpen] = useState(false);
  const [saving, setSaving] = useState<'new' | 'update' | null>(null);
  if (!known) {
    return null;
  }
  const searches = (data ?? [])
    .filter((each) => specOf(each).signal === signal)
    .sort((one, other) => one.name.localeCompare(other.name));
  const chosen = searches.find((each) => each.name === params.get('saved')) ?? null;
  const current = savedOf(signal, params, env);
  const ownTime = !('minutes' in periodOf(params));
  const differs =
    chosen !== null &&
    !isSame(ownTime ? { ...current, lastMinutes: specOf(chosen).lastMinutes } : current, specOf(chosen));
  const forget = (before: URLSearchParams) => {
    before.delete('saved');
    return before;
  };
  const ask = (what: 'new' | 'update') => {
    setOpen(false);
    setSaving(what);
  };
  return (
    <>
      <Popover
        open={open}
        onOpenChange={setOpen}
        trigger="click"
        placement="bottomRight"
        destroyOnHidden
        // beside the button, so that Tab leads into it
        getPopupContainer={(button) => button.parentElement ?? document.body}
        content={
          <div className="saved">
            {searches.length === 0 ? (
              <Typography.Paragraph type="secondary" style={{ margin: 0, padding: '4px 8px' }}>
                {mayWrite ? text.saved.empty : text.saved.emptyReadOnly}
              </Typography.Paragraph>
            ) : (
              <Rows
                searches={searches}
                chosen={chosen}
                mayDelete={mayDelete}
                onOpen={(each) => {
                  setOpen(false);
                  setParams((before) => opened(each.name, specOf(each), before));
                }}
                onDeleted={(each) => each === chosen && setParams(forget)}
              />
            )}
            {mayWrite && (
              <>
                <Divider style={{ margin: '8px 0' }} />
                <Flex vertical align="flex-start">
                  {differs && (
                    <Button type="text" icon={<SaveOutlined />} onClick={() => ask('update')}>
                      {text.saved.update(chosen.name)}
                    </Button>
                  )}
                  <Button type="text" icon={<StarOutlined />} onClick={() => ask('new')}>
                    {text.saved.save}
                  </Button>
                </Flex>
              </>
            )}
          </div>
        }
      >
        <Button
          icon={chosen ? <StarFilled /> : <StarOutlined />}
          aria-expanded={open}
          aria-label={chosen ? text.saved.opened(chosen.name) : text.saved.title}
          style={{ maxWidth: '100%' }}
        >
          <span className={chosen ? 'saved-name' : 'saved-name wide-only'}>{chosen?.name ?? text.saved.title}</span>
          {differs && <Typography.Text type="secondary">({text.saved.changed})</Typography.Text>}
          <DownOutlined style={{ fontSize: 10 }} />
        </Button>
      </Popover>
      {saving && (
        <SaveModal
          search={current}
          left={leftOut(params)}
          existing={saving === 'update' ? chosen : null}
          onSaved={(name) => {
            setSaving(null);
            setParams((before) => {
              before.set('saved', name);
              return before;
            });
          }}
          onClose={() => setSaving(null)}
        />
      )}
    </>
  );
}
