// SPDX-License-Identifier: Apache-2.0
import { type Query, useQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { type Answer, panelHistoryQuery, panelMomentQuery, type QueryData } from '@/shared/api/prometheus';
import { type Line, lineOf, seriesName } from '@/shared/metrics';
import type { Notes, PanelContent } from './DashboardPanel';
import { legendOf, type Panel, promqlOf } from './dashboard';
import { formatted } from './units';

/** What has failed is not asked again by being scrolled to: by hand, or when the time goes on. */
// biome-ignore lint/suspicious/noExplicitAny: whatever the query is of
export const whileSeen = (seen: boolean) => (query: Query<any, any, any, any>) =>
  seen && query.state.status !== 'error';

/** The queries of a panel as they are asked. */
function useExpressions({ panel, chosen, view }: PanelContent): string[] {
  const { time } = view;
  return useMemo(
    () => (panel.queries ?? []).map(({ expr }) => promqlOf(expr, chosen, time)),
    [panel.queries, chosen, time],
  );
}

/** Tells the frame of the panel what should be known of an answer. */
function useNotes(answers: Answer<QueryData>[] | undefined, onNotes: (notes: Notes) => void) {
  useEffect(() => {
    onNotes({
      warnings: [...new Set((answers ?? []).flatMap(({ warnings }) => warnings))],
      infos: [...new Set((answers ?? []).flatMap(({ infos }) => infos))],
    });
  }, [answers, onNotes]);
}

/** What a panel shows over time, and with which queries. */
export function useHistory(content: PanelContent) {
  const expressions = useExpressions(content);
  const { panel, view, seen } = content;
  const result = useQuery({ ...panelHistoryQuery(expressions, view.time), enabled: whileSeen(seen) });
  useNotes(result.error ? undefined : result.data, content.onNotes);
  const lines = useMemo(
    () => linesOfPanel(panel, result.data ?? [], view.time.step),
    [panel, result.data, view.time.step],
  );
  return { result, lines, expressions };
}

/** What a panel shows of the end of the time. */
export function useMoment(content: PanelContent) {
  const expressions = useExpressions(content);
  const { view, seen } = content;
  const result = useQuery({ ...panelMomentQuery(expressions, view.time.end), enabled: whileSeen(seen) });
  useNotes(result.error ? undefined : result.data, content.onNotes);
  return result;
}

/** All series of a panel, called as it wants. */
function linesOfPanel(panel: Panel, answers: Answer<QueryData>[], step: number): Line[] {
  return answers.flatMap(({ data }, query) => {
    const template = panel.queries?.[query]?.legend;
    return data.resultType === 'matrix'
      ? data.result.map((row) => {
          const line = lineOf(row, step);
          const name = template === undefined ? seriesName(row.metric) : legendOf(template, row.metric);
          // a number of everything has no labels to be called after
          return { ...line, name: name === '' || name === '{}' ? panel.title : name };
        })
      : [];
  });
}

/** How numbers of a panel are written. */
export function useFormat({ unit }: Panel) {
  return useMemo(() => (value: number) => formatted(value, unit ?? 'none'), [unit]);
}
