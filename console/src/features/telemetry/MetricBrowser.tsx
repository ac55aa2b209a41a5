// SPDX-License-Identifier: Apache-2.0
import { useQuery } from '@tanstack/react-query';
import { Button, Card, Empty, Flex, Input, Typography } from 'antd';
import { useMemo, useState } from 'react';
import { metadataQuery } from '@/shared/api/prometheus';
import { count } from '@/shared/format';
import { firstQueryOf, metricsWith } from '@/shared/metrics';
import { text } from '@/shared/text';

const words = text.metrics;
const PAGE = 100;

/** All metrics there are, with what they are. Choosing one asks for it. */
export function MetricBrowser({ names, onChoose }: { names: string[]; onChoose: (query: string) => void }) {
  const [written, setWritten] = useState('');
  const [most, setMost] = useState(PAGE);
  const known = useQuery(metadataQuery).data?.data;
  const found = useMemo(() => metricsWith(written, names, known ?? {}), [written, names, known]);
  return (
    <Card size="small" role="region" aria-label={words.list}>
      <Flex gap={12} wrap align="center">
        <Input
          allowClear
          type="search"
          aria-label={words.find}
          placeholder={words.find}
          value={written}
          onChange={(event) => {
            setWritten(event.target.value);
            setMost(PAGE);
          }}
          style={{ flex: '1 1 240px', minWidth: 0 }}
        />
        <Typography.Text type="secondary" role="status">
          {words.found(count(found.length), count(names.length))}
        </Typography.Text>
      </Flex>
      {found.length === 0 ? (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={words.noneFound} />
      ) : (
        <ul className="m-metrics">
          {found.slice(0, most).map(({ name, about }) => (
            <li key={name}>
              <button
                type="button"
                className="m-metric"
                aria-label={words.use(name)}
                onClick={() => onChoose(firstQueryOf(name, about))}
              >
                <span className="m-series">{name}</span>
                <span className="t-tag">{about?.type ?? words.untyped}</span>
                {about?.help && (
                  <span className="m-help">{about.unit ? `${about.help} (${about.unit})` : about.help}</span>
                )}
              </button>
            </li>
          ))}
        </ul>
      )}
      {found.length > most && (
        <Flex justify="center" style={{ paddingTop: 8 }}>
          <Button onClick={() => setMost(most + PAGE)}>{text.common.more}</Button>
        </Flex>
      )}
    </Card>
  );
}
