// SPDX-License-Identifier: Apache-2.0
import { Alert, Modal, Typography } from 'antd';
import { text } from '@/shared/text';

/** Something that is shown this once, to be copied: a link, a secret. */
export function Once({
  title,
  hint,
  value,
  uses = [],
  onClose,
}: {
  title: string;
  hint: string;
  value: string;
  /** How it is written down where it is used, each to be copied. */
  uses?: { label: string; value: string }[];
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
      {uses.map((use) => (
        <section key={use.label} aria-label={use.label}>
          <Typography.Text type="secondary">{use.label}</Typography.Text>
          <Typography.Paragraph
            className="t-code"
            copyable={{ text: use.value, tooltips: [`${text.common.copy}: ${use.label}`, text.common.copied] }}
            style={{ overflowWrap: 'anywhere' }}
          >
            {use.value}
          </Typography.Paragraph>
        </section>
      ))}
    </Modal>
  );
}
