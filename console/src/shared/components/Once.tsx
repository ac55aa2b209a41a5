// SPDX-License-Identifier: Apache-2.0
import { Alert, Modal, Typography } from 'antd';
import { text } from '@/shared/text';

/** Something that is shown this once, to be copied: a link, a secret. */
export function Once({
  title,
  hint,
  value,
  onClose,
}: {
  title: string;
  hint: string;
  value: string;
  onClose: () => void;
}) {
  return (
    <Modal
      open
      title={title}
      onOk={onClose}
      onCancel={onClose}
      okText={text.common.close}
      cancelButtonProps={{ style: { display: 'none' } }}
      mask={{ closable: false }}
    >
      <Alert type="warning" showIcon title={hint} style={{ marginBottom: 12 }} />
      <Typography.Paragraph
        copyable={{ text: value, tooltips: [text.common.copy, text.common.copied] }}
        code
        style={{ overflowWrap: 'anywhere' }}
      >
        {value}
      </Typography.Paragraph>
    </Modal>
  );
}
