// SPDX-License-Identifier: Apache-2.0

export interface Edge {
  from: string;
  to: string;
}

/** @param layer counted from the left @param row counted from the top of its layer; half of one is possible, so that short layers stand in the middle */
export interface Place {
  layer: number;
  row: number;
}

const SWEEPS = 6;

/** The edges without those that lead back: calls in a circle must not keep a picture from having a beginning. */
function forward(nodes: readonly string[], edges: readonly Edge[]): Edge[] {
  const from = new Map<string, Edge[]>();
  for (const edge of edges) {
    from.set(edge.from, [...(from.get(edge.from) ?? []), edge]);
  }
  const called = new Set(edges.filter((edge) => edge.from !== edge.to).map((edge) => edge.to));
  const state = new Map<string, 'open' | 'done'>();
  const kept: Edge[] = [];
  const visit = (node: string) => {
    state.set(node, 'open');
    for (const edge of from.get(node) ?? []) {
      if (state.get(edge.to) === 'open') {
        continue;
      }
      kept.push(edge);
      if (!state.has(edge.to)) {
        visit(edge.to);
      }
    }
    state.set(node, 'done');
  };
  // who is called by nobody begins
  for (const node of [...nodes.filter((each) => !called.has(each)), ...nodes]) {
    if (!state.has(node)) {
      visit(node);
    }
  }
  return kept;
}

/** As far to the right as its longest way from a beginning. */
function layersOf(nodes: readonly string[], edges: readonly Edge[]): Map<string, number> {
  const layer = new Map(nodes.map((node) => [node, 0]));
  // a way is at most as long as there are nodes; there is no circle left
  for (let round = 0; round < nodes.length; round++) {
    let moved = false;
    for (const { from, to } of edges) {
      const least = (layer.get(from) ?? 0) + 1;
      if ((layer.get(to) ?? 0) < least) {
        layer.set(to, least);
        moved = true;
      }
    }
    if (!moved) {
      break;
    }
  }
  return layer;
}

/** Where each node stands, so that calls go from left to right and cross as little as a simple rule can bring about. */
export function layout(nodes: readonly string[], edges: readonly Edge[]): Map<string, Place> {
  const there = new Set(nodes);
  const kept = forward(
    nodes,
    edges.filter((edge) => there.has(edge.from) && there.has(edge.to) && edge.from !== edge.to),
  );
  const layer = layersOf(nodes, kept);
  const layers: string[][] = [];
  for (const node of nodes) {
    const index = layer.get(node) ?? 0;
    layers[index] = [...(layers[index] ?? []), node];
  }
  const tallest = Math.max(1, ...layers.map((each) => each.length));
  const rows = new Map<string, number>();
  const settle = (row: readonly string[]) =>
    row.forEach((node, index) => {
      rows.set(node, index + (tallest - row.length) / 2);
    });
  layers.forEach(settle);
  const neighbours = (node: string, towards: 'from' | 'to') =>
    kept
      .filter((edge) => edge[towards === 'from' ? 'to' : 'from'] === node)
      .map((edge) => rows.get(edge[towards]) ?? 0);
  const sort = (index: number, towards: 'from' | 'to') => {
    const middle = (node: string) => {
      const around = neighbours(node, towards);
      return around.length === 0 ? (rows.get(node) ?? 0) : around.reduce((sum, row) => sum + row, 0) / around.length;
    };
    const sorted = (layers[index] ?? [])
      .map((node) => ({ node, at: middle(node) }))
      .sort((one, other) => one.at - other.at)
      .map(({ node }) => node);
    layers[index] = sorted;
    settle(sorted);
  };
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (let index = 1; index < layers.length; index++) {
      sort(index, 'from');
    }
    for (let index = layers.length - 2; index >= 0; index--) {
      sort(index, 'to');
    }
  }
  return new Map(nodes.map((node) => [node, { layer: layer.get(node) ?? 0, row: rows.get(node) ?? 0 }]));
}
