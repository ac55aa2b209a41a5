// SPDX-License-Identifier: Apache-2.0
import { Card, Empty, Flex, Typography } from 'antd';
import { text } from '@/shared/text';
import { Snippet } from './Snippet';

const words = text.metrics;
const HOST = 'http://127.0.0.1:4318';
const OTLP = `OTEL_EXPORTER_OTLP_ENDPOINT=${HOST}
OTEL_METRICS_EXPORTER=otlp`;
const REMOTE_WRITE = `remote_write:
  - url: ${HOST}/api/v1/write`;

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
