// SPDX-License-Identifier: Apache-2.0
import { DownOutlined, ExperimentOutlined, RightOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Dropdown, Flex, Skeleton, Typography } from 'antd';
import { useState } from 'react';
import type { Resource } from '@/shared/api/client';
import { resourcesQuery, useMay } from '@/shared/api/queries';
import { DeleteButton } from '@/shared/components/DeleteButton';
import { ProblemAlert } from '@/shared/components/ProblemAlert';
import { ResourceDrawer, type Spec } from '@/shared/components/ResourceDrawer';
import { Starters } from '@/shared/components/Starters';
import { freeName, NEW, useEdited } from '@/shared/components/useEdited';
import { text } from '@/shared/text';
import { EXAMPLES, inOrder, type LogPipeline, matchInWords, stepInWords, USUAL_ORDER } from './pipeline';
import { TryIt } from './TryIt';

const KIND = 'LogPipeline';
const BLANK: Spec = { match: { services: ['*'] }, steps: [{ json: {} }] };
const words = text.processing.pipelines;
/** The example that it was made from, as far as its name tells. */
const like = (resource: Resource | null) => EXAMPLES.find((each) => each.name === resource?.name);
const specOf = (resource: Resource) => resource.spec as unknown as LogPipeline;

function Pipeline({
  pipeline,
  mayDelete,
  onEdit,
  onTry,
}: {
  pipeline: Resource;
  mayDelete: boolean;
  onEdit: () => void;
  onTry: () => void;
}) {
  const spec = specOf(pipeline);
  return (
    <li className="pipeline">
      <div className="pipeline-what">
        <Flex gap="0 10px" align="baseline" wrap>
          <Button
            type="link"
            style={{ padding: 0, height: 'auto' }}
            aria-label={words.edit(pipeline.name)}
            onClick={onEdit}
          >
            <strong>{pipeline.name}</strong>
          </Button>
          <Typography.Text type="secondary" style={{ overflowWrap: 'anywhere' }}>
            {words.for(matchInWords(spec.match))} · {text.processing.order(spec.order ?? USUAL_ORDER)}
          </Typography.Text>
        </Flex>
        {spec.description && <div>{spec.description}</div>}
        <ol className="pipeline-steps" aria-label={words.steps}>
          {spec.steps.map((step, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: several may be alike
            <li key={at}>
              {at > 0 && <RightOutlined aria-hidden />}
              <span>{stepInWords(step)}</span>
            </li>
          ))}
        </ol>
      </div>
      <Flex gap={4} className="pipeline-actions">
        <Button icon={<ExperimentOutlined />} aria-label={words.tryOf(pipeline.name)} onClick={onTry}>
          {words.try}
        </Button>
        {mayDelete && <DeleteButton resource={pipeline} />}
      </Flex>
    </li>
  );
}

/** What logs go through as they come in, in the order in which they do. */
export function PipelineList() {
  const { data, error, isPending, refetch } = useQuery(resourcesQuery(KIND));
  const mayWrite = useMay('write', KIND);
  const mayDelete = useMay('delete', KIND);
  const [edited, edit] = useEdited(data, EXAMPLES);
  const [trying, setTrying] = useState(false);
  const open = (name: string, tried: boolean) => {
    setTrying(tried);
    edit(name);
  };
  return (
    <Flex vertical gap={16}>
      <Flex justify="space-between" align="flex-start" gap={12} wrap>
        <Typography.Text type="secondary" style={{ flex: '1 1 300px', maxWidth: 720 }}>
          {words.text}
        </Typography.Text>
        {mayWrite && data && data.length > 0 && (
          <Dropdown
            trigger={['click']}
            menu={{
              items: [
                ...EXAMPLES.map((each) => ({ key: NEW + each.name, label: each.title })),
                { type: 'divider' },
                { key: NEW, label: words.blank },
              ],
              onClick: ({ key }) => open(key, false),
            }}
          >
            <Button type="primary">
              {words.new} <DownOutlined />
            </Button>
          </Dropdown>
        )}
      </Flex>
      <ProblemAlert error={error} onRetry={() => void refetch()} />
      {isPending && <Skeleton active />}
      {data?.length === 0 && (
        <Starters
          title={words.empty}
          hint={words.emptyText}
          starters={EXAMPLES}
          blank={words.startBlank}
          onStart={mayWrite ? (name) => open(NEW + name, false) : null}
        />
      )}
      {data && data.length > 0 && (
        <ol className="pipelines" aria-label={words.list}>
          {inOrder(data).map((pipeline) => (
            <Pipeline
              key={pipeline.name}
              pipeline={pipeline}
              mayDelete={mayDelete}
              onEdit={() => open(pipeline.name, false)}
              onTry={() => open(pipeline.name, true)}
            />
          ))}
        </ol>
      )}
      {edited && (
        <ResourceDrawer
          kind={KIND}
          resource={edited.resource}
          initial={(edited.starter?.spec as Spec | undefined) ?? BLANK}
          initialName={freeName(edited.starter?.name, data ?? [])}
          size={1040}
          below={(now) => (
            <TryIt edited={now} lines={(edited.starter ?? like(edited.resource))?.lines ?? []} focused={trying} />
          )}
          onClose={() => edit(null)}
        />
      )}
    </Flex>
  );
}
