// SPDX-License-Identifier: Apache-2.0
import { EditOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Card, Flex, Skeleton, Typography } from 'antd';
import { Link } from 'react-router';
import { resourcesQuery, useMay } from '@/shared/api/queries';
import { Ago } from '@/shared/components/Ago';
import { Page } from '@/shared/components/Page';
import { ProblemAlert } from '@/shared/components/ProblemAlert';
import { Starters } from '@/shared/components/Starters';
import { NEW, useEdited } from '@/shared/components/useEdited';
import { useEnv } from '@/shared/env';
import { span } from '@/shared/format';
import { text } from '@/shared/text';
import { AlertsNav } from './AlertsNav';
import { envOfGroup, rulesInOrder } from './alerts';
import { type AlertRule, type RuleGroup, rulesQuery } from './api';
import { SeverityMark } from './Marks';
import { Editor, NewFrom } from './Resources';
import { BLANK_RULES, RULES } from './starters';
import './alerts.css';

const words = text.alerts.rules;
const KIND = 'AlertRules';

/** A time that never was is written as the first year. */
const never = (at: string) => at.startsWith('0001-');

function Rule({ rule, env }: { rule: AlertRule; env: string }) {
  const { name, query, labels, health, lastError, state, duration, alerts } = rule;
  return (
    <li>
      <Flex gap={8} align="center" wrap>
        <strong>{name}</strong>
        <SeverityMark severity={labels.severity} />
        {health !== 'ok' && (
          <span className="al-chip" data-state={health}>
            {words.health[health]}
          </span>
        )}
        {state === 'inactive' ? (
          <span className="al-chip">{words.states.inactive}</span>
        ) : (
          <Link
            to={`/alerts?in=${encodeURIComponent(env)}&query=${encodeURIComponent(name)}`}
            className="al-chip"
            data-state={state}
          >
            {words.states[state]}: {words.alerts(alerts.length)}
          </Link>
        )}
      </Flex>
      {lastError && <span className="al-error al-said">{lastError}</span>}
      <code className="al-query">{query}</code>
      <span className="al-hint">
        {[...(duration > 0 ? [words.for(span(duration * 1000))] : []), rule.annotations.summary ?? '']
          .filter(Boolean)
          .join(' · ')}
      </span>
    </li>
  );
}

function Group({ group, env, onEdit }: { group: RuleGroup; env: string; onEdit: (() => void) | null }) {
  return (
    <Card
      size="small"
      title={<h2 className="al-title">{group.name}</h2>}
      extra={
        onEdit && (
          <Button type="text" icon={<EditOutlined />} aria-label={words.edit(group.name)} onClick={onEdit}>
            {text.common.edit}
          </Button>
        )
      }
    >
      <span className="al-hint al-above">
        {words.each(span(group.interval * 1000))}
        {' · '}
        {never(group.lastEvaluation) ? (
          words.never
        ) : (
          <>
            {words.evaluated} <Ago at={group.lastEvaluation} />, {words.took(`${group.evaluationTime.toFixed(2)} s`)}
          </>
        )}
      </span>
      <ul className="t-list al-rows" aria-label={words.list(group.name)}>
        {rulesInOrder(group.rules).map((rule, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: names may be there twice
          <Rule key={at} rule={rule} env={env} />
        ))}
      </ul>
    </Card>
  );
}

/** What is watched, and how that goes. */
export default function RulesPage() {
  const [env] = useEnv();
  const { data, error, isPending, refetch } = useQuery(rulesQuery);
  const resources = useQuery(resourcesQuery(KIND, env));
  const mayWrite = useMay('write', KIND, env);
  const [, edit] = useEdited(resources.data, RULES);
  const groups = (data ?? []).filter((group) => (envOfGroup(group) ?? env) === env);
  const rules = groups.flatMap((group) => group.rules);
  const empty = resources.data?.length === 0 && groups.length === 0;
  return (
    <Page
      title={words.title}
      subtitle={words.subtitle(env)}
      actions={mayWrite && groups.length > 0 && <NewFrom label={words.new} starters={RULES} onStart={edit} />}
    >
      <AlertsNav />
      <ProblemAlert
        error={error ?? resources.error}
        onRetry={() => void Promise.all([refetch(), resources.refetch()])}
      />
      {isPending && <Skeleton active paragraph={{ rows: 8 }} />}
      {data && empty && (
        <Starters
          title={words.empty}
          hint={words.emptyText}
          starters={RULES}
          blank={words.blank}
          readOnlyHint={words.emptyReadOnly}
          onStart={mayWrite ? (name) => edit(NEW + name) : null}
        />
      )}
      {groups.length > 0 && (
        <>
          <Typography.Text type="secondary" role="status">
            {words.sum(groups.length, rules.length, rules.filter(({ health }) => health === 'err').length)}
          </Typography.Text>
          {groups.map((group) => (
            <Group
              key={group.file}
              group={group}
              env={env}
              onEdit={resources.data?.some(({ name }) => name === group.name) ? () => edit(group.name) : null}
            />
          ))}
        </>
      )}
      <Editor
        kind={KIND}
        env={env}
        resources={resources.data}
        starters={RULES}
        blank={BLANK_RULES}
        nameHint={words.nameHint}
      />
    </Page>
  );
}
