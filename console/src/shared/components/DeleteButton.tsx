// SPDX-License-Identifier: Apache-2.0
import { DeleteOutlined } from '@ant-design/icons';
import { App, Button } from 'antd';
import type { Resource } from '@/shared/api/client';
import { useDelete } from '@/shared/api/queries';
import { text } from '@/shared/text';
import { ProblemAlert } from './ProblemAlert';

/** Deletes a resource, after it was asked for a second time. */
export function DeleteButton({
  resource,
  onDone,
}: {
  resource: Pick<Resource, 'kind' | 'name' | 'env' | 'revision'>;
  onDone?: () => void;
}) {
  const { modal, message } = App.useApp();
  const remove = useDelete();
  const { kind, name, env, revision } = resource;
  const ask = () =>
    modal.confirm({
      title: text.common.deleteTitle(`${kind} ${name}`),
      content: text.common.deleteText,
      okText: text.common.delete,
      okButtonProps: { danger: true },
      cancelText: text.common.cancel,
      onOk: async () => {
        try {
          await remove.mutateAsync({ kind, name, env, revision });
          message.success(text.common.deleted(name));
          onDone?.();
        } catch (error) {
          modal.error({ title: text.common.failed, content: <ProblemAlert error={error} />, width: 560 });
        }
      },
    });
  return (
    <Button
      type="text"
      danger
      icon={<DeleteOutlined />}
      aria-label={`${text.common.delete} ${name}`}
      onClick={(event) => {
        event.stopPropagation();
        ask();
      }}
    />
  );
}
