// SPDX-License-Identifier: Apache-2.0
import { ReloadOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Card, Flex, Skeleton, Statistic, Typography } from 'antd';
import type { Schemas } from '@/shared/api/client';
import { telemetryStatusQuery } from '@/shared/api/queries';
import { ProblemAlert } from '@/shared/components/ProblemAlert';
import { count } from '@/shared/format';
import { text } from '@/shared/text';

type Figures = Schemas['Figures'];
const words = text.processing.status;

/** What stands in the way, the worst first. */
function Obstacles({ figures }: { figures: Figures }) {
  const all = (['kafka', 'behind', 'opensearch'] as const).filter((each) => figures[each]);
  if (all.length === 0) {
    return <Alert type="success" showIcon role="status" title={words.well} />;
  }
  return all.map((each) => (
    <Alert
      key={each}
      type={each === 'opensearch' ? 'warning' : 'error'}
      showIcon
      role="alert"
      title={words[each]}
      description={<span style={{ overflowWrap: 'anywhere' }}>{figures[each]}</span>}
    />
  ));
}

const FIGURES = [
  { name: 'accepted', title: words.accepted, hint: words.acceptedText },
  { name: 'written', title: words.written, hint: words.writtenText },
  { name: 'repeated', title: words.repeated, hint: words.repeatedText },
  { name: 'refused', title: words.refused, hint: words.refusedText },
  { name: 'dead', title: words.dead, hint: words.deadText, bad: true },
  { name: 'lost', title: words.lost, hint: words.lostText, bad: true },
] as const;

/** How the room itself does. */
export function RoomStatus() {
  const { data, error, isPending, isFetching, refetch } = useQuery(telemetryStatusQuery);
  return (
    <Flex vertical gap={16}>
      <ProblemAlert error={error} onRetry={() => void refetch()} />
      {isPending && <Skeleton active />}
      {data && (
        <>
          <Obstacles figures={data} />
          <Flex justify="space-between" align="center" gap={8}>
            <Typography.Text type="secondary">{words.since}</Typography.Text>
            <Button
              type="text"
              size="small"
              icon={<ReloadOutlined />}
              loading={isFetching}
              onClick={() => void refetch()}
            >
              {words.refresh}
            </Button>
          </Flex>
          <div className="figures">
            {FIGURES.map((figure) => (
              <Card key={figure.name} size="small">
                <Statistic
                  title={figure.title}
                  value={count(data[figure.name])}
                  styles={{
                    content: {
                      fontSize: 22,
                      ...('bad' in figure && data[figure.name] > 0 && { color: 'var(--ant-color-error)' }),
                    },
                  }}
                />
                <Typography.Text type="secondary" style={{ fontSize: 12.5 }}>
                  {figure.hint}
                </Typography.Text>
              </Card>
            ))}
          </div>
        </>
      )}
    </Flex>
  );
}
