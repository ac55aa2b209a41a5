// SPDX-License-Identifier: Apache-2.0
import type { Schemas } from '@/shared/api/client';
import { millis, percent, rate } from '@/shared/format';
import { text } from '@/shared/text';

export type Graph = Schemas['Graph'];
export type GraphNode = Schemas['Node'];
export type GraphEdge = Schemas['Edge'];
export type Kind = keyof typeof text.overview.graph.kinds;

const words = text.overview.graph;

export function kindOf(node: GraphNode): Kind {
  return node.kind in words.kinds ? (node.kind as Kind) : 'external';
}

export function secondsOf(graph: Graph): number {
  return Math.max(1, (Date.parse(graph.to) - Date.parse(graph.from)) / 1000);
}

interface Figures {
  calls: number;
  errors: number;
  p50Millis?: number | null;
  p99Millis?: number | null;
}

export const callsOf = (of: Figures, seconds: number) =>
  words.perSecond(of.calls > 0 && of.calls / seconds < 0.05 ? '<0.1' : rate(of.calls / seconds));
export const failedOf = (of: Figures) => words.failed(percent(of.errors, of.calls));
export const timesOf = (of: Figures) => words.times(millis(of.p50Millis), millis(of.p99Millis));

/** Where the traces are in which this takes part: a service by its name, all else by what its callers say of it. */
export function tracesOf(node: GraphNode, graph: Graph): string {
  const query = new URLSearchParams();
  if (node.kind === 'service') {
    query.set('service', node.name);
  } else {
    for (const edge of graph.edges) {
      if (edge.to === node.id && edge.from.startsWith('service:')) {
        query.append('service', edge.from.slice('service:'.length));
      }
    }
    query.append('tag', tagOf(node));
  }
  return `/traces?${query}`;
}

/** What a service answers, in the same time and environments as in the picture. */
export function operationsOf(node: GraphNode, minutes: number, everywhere: boolean): string {
  const query = new URLSearchParams({ service: node.name, span: `${minutes}m` });
  if (everywhere) {
    query.set('in', '*');
  }
  return `/operations?${query}`;
}

/** The attribute by which OpenTelemetry names it today. */
function tagOf(node: GraphNode): string {
  if (node.kind === 'topic') {
    return `messaging.destination.name=${node.name}`;
  }
  if (node.kind === 'database') {
    const slash = node.name.indexOf('/');
    return slash < 0 ? `db.system.name=${node.name}` : `db.namespace=${node.name.slice(slash + 1)}`;
  }
  const port = /^(.*):\d+$/.exec(node.name);
  return `server.address=${port?.[1] ?? node.name}`;
}
