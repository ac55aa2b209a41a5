// SPDX-License-Identifier: Apache-2.0
import { CloseOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Card, Empty, Flex, Grid, Segmented, Skeleton, Typography } from 'antd';
import { useMemo, useState } from 'react';
import type { Schemas } from '@/shared/api/client';
import { visitsQuery } from '@/shared/api/queries';
import { DataTable } from '@/shared/components/DataTable';
import { ProblemAlert } from '@/shared/components/ProblemAlert';
import { useEnv } from '@/shared/env';
import { BLANK, count, moment, percent } from '@/shared/format';
import { type Changes, given, periodOf, useParameters } from '@/shared/params';
import { text } from '@/shared/text';
import { BusinessChart, useChanges } from './BusinessChart';
import {
  changeInWords,
  changeOf,
  GROUPS,
  type Group,
  groupedBy,
  groupOf,
  lineThrough,
  nameOf,
  narrowedTo,
  pointsInWords,
  rangeThrough,
  stepsOf,
  timeBefore,
  USUAL_TIME,
  type VisitFigures,
  type VisitGroup,
} from './business';

const words = text.business.visits;
const names = text.business.series;
const PAGE = 50;
/** The API tells of so many groups at most. */
const MOST_GROUPS = 500;

type Report = Schemas['VisitReport'];

interface Compared {
  title: string;
  value: string;
  change: string | null;
  /** What it was. */
  before?: string;
  worse?: boolean;
  better?: boolean;
}

const rateOf = ({ errors, requests }: VisitFigures) => (requests === 0 ? 0 : errors / requests);

function comparedOf(now: VisitFigures, before: VisitFigures | undefined): Compared[] {
  const counted = (title: string, of: (figures: VisitFigures) => number | undefined): Compared => {
    const change = changeOf(of(now), before && of(before));
    const was = before && of(before);
    return {
      title,
      value: of(now) === undefined ? text.common.none : count(of(now) ?? 0),
      change: before === undefined ? null : change === null ? words.noneBefore : changeInWords(change),
      before: was ? count(was) : undefined,
    };
  };
  const known = before !== undefined && before.requests > 0;
  const points = known ? rateOf(now) - rateOf(before) : 0;
  return [
    counted(words.views, (each) => each.views),
    counted(words.visitors, (each) => each.visitors),
    counted(words.sessions, (each) => each.sessions),
    counted(words.requests, (each) => each.requests),
    {
      title: words.errors,
      value: percent(now.errors, now.requests),
      change: known ? pointsInWords(points) : before === undefined ? null : words.noneBefore,
      before: known ? percent(before.errors, before.requests) : undefined,
      worse: points >= 0.0001,
      better: points <= -0.0001,
    },
  ];
}

function Total({ report, before }: { report: Report; before: Report | undefined }) {
  return (
    <div className="b-figures">
      {comparedOf(report.total, before?.total).map((each) => (
        <Card key={each.title} size="small">
          <dl className="b-figure">
            <dt>{each.title}</dt>
            <dd>
              <span className="b-large">{each.value}</span>
              <span className="b-change" data-worse={each.worse} data-better={each.better}>
                {each.change ?? BLANK}
              </span>
              <span className="b-hint">{each.before === undefined ? BLANK : words.before(each.before)}</span>
            </dd>
          </dl>
        </Card>
      ))}
    </div>
  );
}

function History({ report, env }: { report: Report; env: string }) {
  const drawn = useMemo(() => {
    const steps = stepsOf(report);
    return {
      range: rangeThrough(steps, report.step),
      lines: [
        lineThrough(names.views, steps, (step) => step.figures.views),
        ...(report.step === 'minute' ? [] : [lineThrough(names.visitors, steps, (step) => step.figures.visitors ?? 0)]),
        lineThrough(names.sessions, steps, (step) => step.figures.sessions),
      ],
    };
  }, [report]);
  const changes = useChanges(env, report.from, report.to);
  return (
    <Card size="small">
      <BusinessChart title={words.chart} lines={drawn.lines} range={drawn.range} changes={changes} />
      <Typography.Text type="secondary" className="b-hint">
        {[words.estimated, ...(report.step === 'minute' ? [words.minutes] : []), text.business.marks].join(' ')}
      </Typography.Text>
    </Card>
  );
}

function Chips({ params, change }: { params: URLSearchParams; change: (changes: Changes) => void }) {
  return GROUPS.filter((each) => params.get(each)).map((each) => {
    const what = `${words.chip[each]} ${params.get(each)}`;
    return (
      <Button
        key={each}
        size="small"
        icon={<CloseOutlined />}
        iconPlacement="end"
        className="b-chip"
        aria-label={words.takeOff(what)}
        onClick={() => change({ [each]: undefined, by: each === 'app' ? undefined : each })}
      >
        {what}
      </Button>
    );
  });
}

interface Rows {
  groups: VisitGroup[];
  by: Group;
  onChoose: (group: VisitGroup) => void;
}

function Name({ group, by, onChoose }: { group: VisitGroup; by: Group; onChoose: (group: VisitGroup) => void }) {
  const name = nameOf(group, by);
  return (
    <span className="b-name">
      {name === null ? (
        <Typography.Text type="secondary">{words.none}</Typography.Text>
      ) : (
        <Button
          type="link"
          className="b-choose"
          aria-label={words.only(name)}
          onClick={(event) => {
            // the row does the same
            event.stopPropagation();
            onChoose(group);
          }}
        >
          {name}
        </Button>
      )}
      {by !== 'app' && (
        <Typography.Text type="secondary" className="op-service">
          {group.app}
        </Typography.Text>
      )}
    </span>
  );
}

const FIGURES = {
  views: (of: VisitFigures) => of.views,
  visitors: (of: VisitFigures) => of.visitors ?? 0,
  sessions: (of: VisitFigures) => of.sessions,
  requests: (of: VisitFigures) => of.requests,
  share: rateOf,
} as const;
type FigureName = keyof typeof FIGURES;

function written(of: VisitFigures, figure: FigureName): string {
  if (figure === 'share') {
    return percent(of.errors, of.requests);
  }
  return figure === 'visitors' && of.visitors === undefined ? text.common.none : count(FIGURES[figure](of));
}

function Bar({ of, figure, largest }: { of: VisitFigures; figure: FigureName; largest: number }) {
  return (
    <span className="op-figure" data-failed={figure === 'share' && of.errors > 0}>
      <span>{written(of, figure)}</span>
      <span className="op-track" aria-hidden="true">
        <span className="op-bar" style={{ width: `${largest > 0 ? (100 * FIGURES[figure](of)) / largest : 0}%` }} />
      </span>
    </span>
  );
}

const keyOf = ({ app, route, release }: VisitGroup) => [app, route, release].join('\n');

function GroupRows({ groups, by, onChoose }: Rows) {
  const { md } = Grid.useBreakpoint();
  const all = Object.keys(FIGURES) as FigureName[];
  const largest = Object.fromEntries(
    all.map((figure) => [figure, Math.max(0, ...groups.map(({ figures }) => FIGURES[figure](figures)))]),
  );
  const bar = (group: VisitGroup, figure: FigureName) => (
    <Bar of={group.figures} figure={figure} largest={largest[figure] ?? 0} />
  );
  if (!md) {
    return (
      <ul className="t-list" aria-label={words.table}>
        {groups.map((group) => (
          <li key={keyOf(group)} className="op-card b-card">
            <Name group={group} by={by} onChoose={onChoose} />
            <dl>
              {all.map((figure) => (
                <div key={figure}>
                  <dt>{words[figure]}</dt>
                  <dd>{bar(group, figure)}</dd>
                </div>
              ))}
            </dl>
          </li>
        ))}
      </ul>
    );
  }
  return (
    <DataTable<VisitGroup>
      size="small"
      rowKey={keyOf}
      aria-label={words.table}
      dataSource={groups}
      showSorterTooltip={false}
      onRow={(group) =>
        nameOf(group, by) === null ? {} : { onClick: () => onChoose(group), style: { cursor: 'pointer' } }
      }
      columns={[
        {
          title: words.groups[by],
          render: (_, group) => <Name group={group} by={by} onChoose={onChoose} />,
        },
        ...all.map((figure) => ({
          key: figure,
          title: words[figure],
          align: 'right' as const,
          sorter: (one: VisitGroup, other: VisitGroup) => FIGURES[figure](one.figures) - FIGURES[figure](other.figures),
          sortDirections: ['descend' as const, 'ascend' as const],
          render: (_: unknown, group: VisitGroup) => bar(group, figure),
        })),
      ]}
    />
  );
}

function Groups({ report, change }: { report: Report; change: (changes: Changes) => void }) {
  const [most, setMost] = useState(PAGE);
  const by = groupedBy(report.groups);
  return (
    <>
      <GroupRows groups={report.groups.slice(0, most)} by={by} onChoose={(group) => change(narrowedTo(group, by))} />
      {report.groups.length > most && (
        <Flex justify="center" style={{ padding: 12 }}>
          <Button onClick={() => setMost(most + PAGE)}>{text.common.more}</Button>
        </Flex>
      )}
      {report.groups.length >= MOST_GROUPS && (
        <Typography.Text type="secondary" style={{ display: 'block', padding: '8px 16px' }}>
          {words.most(count(MOST_GROUPS))}
        </Typography.Text>
      )}
    </>
  );
}

/** What was visited over time, against the time before, and where. */
export function BusinessVisits() {
  const [params, change] = useParameters();
  const [env] = useEnv();
  const by = groupOf(params);
  const filter = { env, app: given(params, 'app'), route: given(params, 'route'), release: given(params, 'release') };
  const visits = useQuery(visitsQuery({ ...filter, by }, periodOf(params, USUAL_TIME)));
  const { data, error, isPending, isPlaceholderData, refetch } = visits;
  const compared = data && timeBefore(data, visits.dataUpdatedAt);
  const before = useQuery({
    ...visitsQuery(
      { ...filter, by: 'app', step: compared?.step },
      { from: compared?.from ?? '', to: compared?.to ?? '' },
      Number.POSITIVE_INFINITY,
    ),
    enabled: compared !== undefined && !isPlaceholderData,
    refetchInterval: false,
  });
  const narrowed = GROUPS.some((each) => params.get(each));
  const known = before.isPlaceholderData || isPlaceholderData ? undefined : before.data;
  return (
    <Flex vertical gap={16}>
      <ProblemAlert error={error} onRetry={() => void refetch()} />
      {isPending && <Skeleton active paragraph={{ rows: 12 }} />}
      {data && (
        <Flex vertical gap={16} className={isPlaceholderData ? 'm-stale' : undefined} aria-busy={isPlaceholderData}>
          <Flex gap={8} align="center" wrap>
            <Chips params={params} change={change} />
            <Typography.Text type="secondary">
              {before.data
                ? words.compared(moment(before.data.from).slice(0, -3), moment(before.data.to).slice(0, -3))
                : words.comparing}
            </Typography.Text>
          </Flex>
          <Total report={data} before={known} />
          {data.total.requests === 0 ? (
            <Card size="small">
              <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={words.empty}>
                <Typography.Text type="secondary">{narrowed ? words.emptyOwn : words.emptyText}</Typography.Text>
              </Empty>
            </Card>
          ) : (
            <>
              <History report={data} env={env} />
              <Card
                size="small"
                title={
                  <Segmented<Group>
                    aria-label={words.by}
                    value={by}
                    onChange={(next) => change({ by: next === 'app' ? undefined : next })}
                    options={GROUPS.map((value) => ({ value, label: words.groups[value] }))}
                  />
                }
                styles={{ body: { padding: 0 } }}
              >
                <Groups key={by} report={data} change={change} />
              </Card>
            </>
          )}
        </Flex>
      )}
    </Flex>
  );
}
