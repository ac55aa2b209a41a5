// SPDX-License-Identifier: Apache-2.0
import { FilterOutlined } from '@ant-design/icons';
import { Button, Typography } from 'antd';
import { written } from '@/shared/params';
import { text } from '@/shared/text';

/** Attributes, sorted; each can be made a condition of the search. @param onTag gets it as `key=value` */
export function Attributes({
  title,
  of,
  without = [],
  onTag,
}: {
  title: string;
  of: unknown;
  without?: readonly string[];
  onTag?: (tag: string) => void;
}) {
  const all = Object.entries((of ?? {}) as Record<string, unknown>)
    .filter(([key]) => !without.includes(key))
    .sort(([one], [other]) => one.localeCompare(other));
  return (
    <section>
      <Typography.Text strong>{title}</Typography.Text>
      {all.length === 0 ? (
        <div>
          <Typography.Text type="secondary">{text.telemetry.noAttributes}</Typography.Text>
        </div>
      ) : (
        <dl className="attributes t-mono">
          {all.map(([key, value]) => {
            const tag = `${key}=${written(value)}`;
            return (
              <div key={key}>
                <dt>{key}</dt>
                <dd>{written(value)}</dd>
                <dd>
                  {onTag && (
                    <Button
                      type="text"
                      size="small"
                      icon={<FilterOutlined />}
                      title={text.telemetry.onlyThis(tag)}
                      aria-label={text.telemetry.onlyThis(tag)}
                      onClick={() => onTag(tag)}
                    />
                  )}
                </dd>
              </div>
            );
          })}
        </dl>
      )}
    </section>
  );
}
