// SPDX-License-Identifier: Apache-2.0
import { Card, Empty, Flex, Typography } from 'antd';
import { text } from '@/shared/text';

const words = text.metrics;
const HOST = 'http://127.0.0.1:4318';
const OTLP = `OTEL_EXPORTER_OTLP_ENDPOINT=${HOST}
OTEL_METRICS_EXPORTER=otlp`;
const REMOTE_WRITE = `remote_write:
  - url: ${HOST}/api/v1/write`;

function Snippet({ title, about, code }: { title: string; about?: string; code?: string }) {
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

/** How metrics get here. */
export function NoMetrics() {
  return (
    <Card size="small">
      <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={words.empty}>
        <Typography.Text type="secondary">{words.emptyText}</Typography.Text>
      </Empty>
      <Flex vertical gap={20} style={{ maxWidth: 720, margin: '16px auto 8px' }}>
        <Snippet title={words.otlp} about={words.otlpText} code={OTLP} />
        <Snippet title={words.remoteWrite} code={REMOTE_WRITE} />
        <Snippet title={words.scrape} about={words.scrapeText} />
      </Flex>
    </Card>
  );
}
