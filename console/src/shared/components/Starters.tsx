// SPDX-License-Identifier: Apache-2.0
import { Button, Card, Flex, Typography } from 'antd';
import { text } from '@/shared/text';
import './starters.css';

/** Something to start from: a name, a spec, and what it is good for. */
export interface Starter {
  name: string;
  title: string;
  text: string;
  spec: object;
}

/** What a page shows that is empty yet: what there could be, and a first step. @param onStart null for who may not */
export function Starters({
  title,
  hint,
  starters,
  blank,
  readOnlyHint = text.processing.pipelines.emptyReadOnly,
  onStart,
}: {
  title: string;
  hint: string;
  starters: readonly Starter[];
  blank: string;
  /** What is said instead of the hint to who may not. */
  readOnlyHint?: string;
  onStart: ((name: string) => void) | null;
}) {
  return (
    <Card>
      <Flex vertical gap={4} style={{ marginBottom: 16 }}>
        <Typography.Text strong style={{ fontSize: 16 }}>
          {title}
        </Typography.Text>
        <Typography.Text type="secondary">{onStart ? hint : readOnlyHint}</Typography.Text>
      </Flex>
      <ul className="starters">
        {starters.map((each) => (
          <li key={each.name}>
            <Typography.Text strong>{each.title}</Typography.Text>
            <Typography.Text type="secondary" style={{ flex: 1 }}>
              {each.text}
            </Typography.Text>
            {onStart && (
              <Button
                aria-label={text.processing.pipelines.startFrom(each.title)}
                onClick={() => onStart(each.name)}
                style={{ alignSelf: 'flex-start', marginTop: 4 }}
              >
                {text.processing.pipelines.start}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {onStart && (
        <Button type="link" style={{ paddingInline: 0, marginTop: 8 }} onClick={() => onStart('')}>
          {blank}
        </Button>
      )}
    </Card>
  );
}
