// SPDX-License-Identifier: Apache-2.0
import { Typography } from 'antd';
import './metrics.css';

/** Something to copy, and what it is for. */
export function Snippet({ title, about, code }: { title: string; about?: string; code?: string }) {
  return (
    <section>
      <Typography.Title level={2} style={{ fontSize: 15, margin: 0 }}>
        {title}
      </Typography.Title>
      {about && <Typography.Text type="secondary">{about}</Typography.Text>}
      {code && (
        <Typography.Paragraph copyable={{ text: code, tooltips: false, tabIndex: 0 }} style={{ margin: 0 }}>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls where there is no room */}
          <pre className="m-snippet" tabIndex={0}>
            {code}
          </pre>
        </Typography.Paragraph>
      )}
    </section>
  );
}
