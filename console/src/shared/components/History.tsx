// SPDX-License-Identifier: Apache-2.0
import { RollbackOutlined } from '@ant-design/icons';
import { useMutation, useQuery } from '@tanstack/react-query';
import {
  App,
  Button,
  Descriptions,
  Drawer,
  Empty,
  Flex,
  Input,
  Modal,
  Skeleton,
  Tag,
  Timeline,
  Typography,
} from 'antd';
import { useState } from 'react';
import { stringify } from 'yaml';
import { type Change, personOf } from '@/shared/api/client';
import { changeQuery, changesQuery, revert, useRevert } from '@/shared/api/queries';
import { moment } from '@/shared/format';
import { text } from '@/shared/text';
import { Ago } from './Ago';
import { DiffView } from './CodeEditor';
import { DataTable } from './DataTable';
import { ProblemAlert } from './ProblemAlert';

const COLOR = { create: 'success', update: 'processing', delete: 'error' } as const;
const DONE = { create: text.changes.created, update: text.changes.updated, delete: text.changes.deleted } as const;

export function ActionTag({ action }: { action: Change['action'] }) {
  return <Tag color={COLOR[action]}>{DONE[action]}</Tag>;
}

/** A value as YAML; nothing for what is absent. */
function yaml(value: unknown): string {
  return value === undefined || value === null ? '' : stringify(value);
}

/** Every difference of a change, field by field. */
function Fields({ change }: { change: Change }) {
  if (change.diff.length === 0) {
    return <Typography.Text type="secondary">{text.changes.noDiff}</Typography.Text>;
  }
  const cell = (value: unknown) => (
    <code style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
      {value === undefined || value === null
        ? text.common.none
        : typeof value === 'string'
          ? value
          : yaml(value).trim()}
    </code>
  );
  return (
    <DataTable
      size="small"
      rowKey="path"
      dataSource={change.diff}
      columns={[
        { title: text.changes.field, dataIndex: 'path', render: (path: string) => <code>{path}</code> },
        { title: text.changes.before, dataIndex: 'before', render: cell },
        { title: text.changes.after, dataIndex: 'after', render: cell },
      ]}
    />
  );
}

/** A multi-line text is shown side by side, not inside a cell. */
function sides(change: Change): [string, string] | null {
  const content = (side: Change['before']) => (side?.spec as { content?: unknown } | undefined)?.content;
  const before = content(change.before);
  const after = content(change.after);
  return typeof before === 'string' || typeof after === 'string'
    ? [typeof before === 'string' ? before : '', typeof after === 'string' ? after : '']
    : null;
}

/**
 * Asks why, shows what would change, and reverts.
 *
 * @param by another way to revert than the ledger's own
 */
export function RevertModal({
  seq,
  by,
  onClose,
}: {
  seq: number;
  by?: (message: string | undefined) => Promise<{ position: number }>;
  onClose: () => void;
}) {
  const { message: messages } = App.useApp();
  const [why, setWhy] = useState('');
  const own = useRevert();
  const done = useMutation({
    mutationFn: (message: string | undefined): Promise<{ position: number }> =>
      by ? by(message) : own.mutateAsync({ seq, dryRun: false, message }),
  });
  const preview = useQuery({
    queryKey: ['revert', seq],
    queryFn: () => revert({ seq, dryRun: true }),
    retry: false,
    gcTime: 0,
  });
  return (
    <Modal
      open
      title={text.changes.revertTitle(seq)}
      okText={text.common.revert}
      cancelText={text.common.cancel}
      okButtonProps={{ danger: true, disabled: !preview.data, loading: done.isPending }}
      onCancel={onClose}
      width={720}
      onOk={() =>
        done.mutate(why || undefined, {
          onSuccess: (outcome) => {
            messages.success(text.changes.reverted(outcome.position));
            onClose();
          },
        })
      }
    >
      <Flex vertical gap={12}>
        <span>{text.changes.revertText}</span>
        <ProblemAlert error={preview.error ?? done.error} />
        {preview.isPending && <Skeleton active />}
        {preview.data?.changes.map((change) => (
          <div key={`${change.kind}/${change.env}/${change.name}`}>
            <ActionTag action={change.action} />
            <strong>
              {change.kind} {change.name}
            </strong>
            <div style={{ marginTop: 8 }}>
              <Fields change={change} />
            </div>
          </div>
        ))}
        <Input
          value={why}
          onChange={(event) => setWhy(event.target.value)}
          placeholder={text.common.message}
          aria-label={text.common.message}
          maxLength={1000}
        />
      </Flex>
    </Modal>
  );
}

/** One change, whole: who, when, why, before and after. */
export function ChangeDrawer({ seq, onClose }: { seq: number | null; onClose: () => void }) {
  const [reverting, setReverting] = useState(false);
  const { data: change, error, isPending } = useQuery({ ...changeQuery(seq ?? 0), enabled: seq !== null });
  const both = change ? sides(change) : null;
  return (
    <Drawer
      open={seq !== null}
      onClose={onClose}
      title={seq === null ? '' : text.changes.detail(seq)}
      size="min(920px, 100vw)"
      destroyOnHidden
      extra={
        change && (
          <Button icon={<RollbackOutlined />} onClick={() => setReverting(true)}>
            {text.common.revert}
          </Button>
        )
      }
    >
      <Flex vertical gap={16}>
        <ProblemAlert error={error} />
        {isPending && seq !== null && <Skeleton active />}
        {change && (
          <>
            <Descriptions
              size="small"
              column={{ xs: 1, md: 2 }}
              items={[
                {
                  key: 'what',
                  label: text.changes.what,
                  children: (
                    <span style={{ overflowWrap: 'anywhere' }}>
                      <ActionTag action={change.action} />
                      {change.kind} {change.name}
                      {change.env ? ` · ${change.env}` : ''}
                    </span>
                  ),
                },
                { key: 'who', label: text.changes.who, children: personOf(change.author) },
                { key: 'when', label: text.changes.when, children: moment(change.at) },
                { key: 'why', label: text.changes.why, children: change.message || text.common.none },
                { key: 'set', label: text.changes.together, children: text.changes.set(change.changeSet) },
              ]}
            />
            {both ? <DiffView before={both[0]} after={both[1]} language="yaml" /> : <Fields change={change} />}
          </>
        )}
      </Flex>
      {reverting && seq !== null && <RevertModal seq={seq} onClose={() => setReverting(false)} />}
    </Drawer>
  );
}

/** What became of one resource, the newest first. */
export function History({ kind, name, env }: { kind: string; name: string; env?: string }) {
  const [seq, setSeq] = useState<number | null>(null);
  const { data, error, isPending } = useQuery(changesQuery({ kind, name, env, limit: 100 }));
  if (isPending) {
    return <Skeleton active />;
  }
  return (
    <>
      <ProblemAlert error={error} />
      {data?.items.length === 0 && <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={text.changes.none} />}
      <Timeline
        items={(data?.items ?? []).map((change) => ({
          key: change.seq,
          content: (
            <Flex vertical>
              <Flex gap={8} align="center" wrap>
                <Button type="link" style={{ padding: 0, height: 'auto' }} onClick={() => setSeq(change.seq)}>
                  {text.changes.detail(change.seq)}
                </Button>
                <ActionTag action={change.action} />
                <Typography.Text type="secondary">
                  {personOf(change.author)} · <Ago at={change.at} />
                </Typography.Text>
              </Flex>
              {change.message && <span>{change.message}</span>}
            </Flex>
          ),
        }))}
      />
      <ChangeDrawer seq={seq} onClose={() => setSeq(null)} />
    </>
  );
}
