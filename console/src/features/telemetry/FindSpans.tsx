// SPDX-License-Identifier: Apache-2.0
import { DownOutlined, SearchOutlined, UpOutlined } from '@ant-design/icons';
import { Button, Flex, Input, Typography } from 'antd';
import { count } from '@/shared/format';
import { text } from '@/shared/text';
import { following, preceding } from './rows';

/**
 * Finds spans by their words, and goes from one to the next.
 *
 * @param found the places of those that fit
 * @param active the place where one is
 */
export function FindSpans({
  words,
  found,
  active,
  onWords,
  onPlace,
}: {
  words: string;
  found: readonly number[];
  active: number;
  onWords: (words: string) => void;
  onPlace: (place: number | undefined) => void;
}) {
  const next = () => onPlace(following(found, active));
  const previous = () => onPlace(preceding(found, active));
  return (
    <Flex className="find-spans" gap={4} align="center">
      <Input
        size="small"
        variant="filled"
        allowClear
        prefix={<SearchOutlined />}
        aria-label={text.trace.find}
        placeholder={text.trace.find}
        value={words}
        onChange={(event) => onWords(event.target.value)}
        onPressEnter={(event) => (event.shiftKey ? previous() : next())}
      />
      <Typography.Text type="secondary" role="status" style={{ fontSize: 12.5, whiteSpace: 'nowrap' }}>
        {words.trim() && text.trace.found(found.indexOf(active) + 1, count(found.length))}
      </Typography.Text>
      {found.length > 0 && (
        <>
          <Button
            size="small"
            type="text"
            icon={<UpOutlined />}
            title={text.trace.previousMatch}
            aria-label={text.trace.previousMatch}
            onClick={previous}
          />
          <Button
            size="small"
            type="text"
            icon={<DownOutlined />}
            title={text.trace.nextMatch}
            aria-label={text.trace.nextMatch}
            onClick={next}
          />
        </>
      )}
    </Flex>
  );
}
