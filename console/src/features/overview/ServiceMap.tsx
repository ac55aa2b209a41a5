// SPDX-License-Identifier: Apache-2.0
import { ApiOutlined, ClusterOutlined, DatabaseOutlined, PartitionOutlined } from '@ant-design/icons';
import {
  BaseEdge,
  Controls,
  type Edge,
  EdgeLabelRenderer,
  type EdgeProps,
  getBezierPath,
  Handle,
  type Node,
  type NodeProps,
  Position,
  ReactFlow,
} from '@xyflow/react';
import { useMemo } from 'react';
import '@xyflow/react/dist/base.css';
import { text } from '@/shared/text';
import {
  callsOf,
  failedOf,
  type Graph,
  type GraphEdge,
  type GraphNode,
  type Kind,
  kindOf,
  secondsOf,
  timesOf,
} from './graph';
import { layout } from './layout';
import './graph.css';

const ICONS: Record<Kind, React.ReactNode> = {
  service: <ClusterOutlined />,
  database: <DatabaseOutlined />,
  topic: <PartitionOutlined />,
  external: <ApiOutlined />,
};
const WIDTH = 172;
const ACROSS = WIDTH + 136;
const DOWN = 96;
const words = text.overview.graph;

type Box = Node<{ node: GraphNode; seconds: number; chosen: boolean }, 'box'>;
type Call = Edge<{ edge: GraphEdge; seconds: number; faded: boolean }, 'call'>;

function BoxView({ data: { node, seconds, chosen } }: NodeProps<Box>) {
  const kind = kindOf(node);
  return (
    <div className="graph-node" data-kind={kind} data-chosen={chosen} data-failing={node.errors > 0}>
      <Handle type="target" position={Position.Left} isConnectable={false} />
      <span className="graph-icon">{ICONS[kind]}</span>
      <span className="graph-words">
        <strong title={node.name}>{node.name}</strong>
        <small>
          {node.calls > 0 ? callsOf(node, seconds) : words.kinds[kind]}
          {node.errors > 0 && <em> · {failedOf(node)}</em>}
        </small>
      </span>
      <Handle type="source" position={Position.Right} isConnectable={false} />
    </div>
  );
}

function CallView({ data, markerEnd, ...ends }: EdgeProps<Call>) {
  const [path, x, y] = getBezierPath(ends);
  if (!data) {
    return null;
  }
  const { edge, seconds, faded } = data;
  return (
    <>
      <BaseEdge
        path={path}
        markerEnd={markerEnd}
        className="graph-edge"
        data-failing={edge.errors > 0}
        style={{ strokeWidth: 1.2 + Math.min(3, Math.log10(1 + edge.calls)), opacity: faded ? 0.2 : 1 }}
      />
      <EdgeLabelRenderer>
        <div
          className="graph-label"
          style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)`, opacity: faded ? 0.25 : 1 }}
        >
          <span>
            <strong>{callsOf(edge, seconds)}</strong>
            {edge.errors > 0 && <em> · {failedOf(edge)}</em>}
          </span>
          <span>{timesOf(edge)}</span>
        </div>
      </EdgeLabelRenderer>
    </>
  );
}

const NODES = { box: BoxView };
const EDGES = { call: CallView };

/** Who calls whom, from left to right. The same is in the table beside it. */
export default function ServiceMap({
  graph,
  chosen,
  onChoose,
}: {
  graph: Graph;
  chosen: string | null;
  onChoose: (id: string | null) => void;
}) {
  const seconds = secondsOf(graph);
  const [nodes, edges] = useMemo(() => {
    const places = layout(
      graph.nodes.map((node) => node.id),
      graph.edges,
    );
    const boxes = graph.nodes.map((node): Box => {
      const place = places.get(node.id) ?? { layer: 0, row: 0 };
      const kind = words.kinds[kindOf(node)];
      return {
        id: node.id,
        type: 'box',
        position: { x: place.layer * ACROSS, y: place.row * DOWN },
        width: WIDTH,
        data: { node, seconds, chosen: node.id === chosen },
        ariaLabel: words.node(kind, node.name, callsOf(node, seconds), failedOf(node)),
        ariaRole: 'button',
        domAttributes: { 'aria-pressed': node.id === chosen, 'aria-roledescription': undefined },
      };
    });
    const calls = graph.edges.map((edge): Call => {
      const faded = chosen !== null && edge.from !== chosen && edge.to !== chosen;
      return {
        id: `${edge.from} ${edge.to}`,
        source: edge.from,
        target: edge.to,
        type: 'call',
        data: { edge, seconds, faded },
        focusable: false,
      };
    });
    return [boxes, calls];
  }, [graph, chosen, seconds]);
  const layers = new Set(nodes.map((node) => node.position.x)).size;
  const tallest = Math.max(...nodes.map((node) => node.position.y)) + DOWN;
  return (
    <div className="graph" style={{ height: Math.min(520, Math.max(220, layers > 0 ? tallest + 60 : 220)) }}>
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={NODES}
        edgeTypes={EDGES}
        fitView
        fitViewOptions={{ padding: 0.06, maxZoom: 1 }}
        minZoom={0.2}
        maxZoom={1.6}
        nodesDraggable={false}
        nodesConnectable={false}
        elementsSelectable
        zoomOnScroll={false}
        preventScrolling={false}
        deleteKeyCode={null}
        selectionKeyCode={null}
        multiSelectionKeyCode={null}
        proOptions={{ hideAttribution: true }}
        aria-label={words.label}
        onNodeClick={(_, node) => onChoose(node.id)}
        onPaneClick={() => onChoose(null)}
        onNodesChange={(changes) => {
          // by the keyboard, a choice comes this way only
          for (const change of changes) {
            if (change.type === 'select' && change.selected) {
              onChoose(change.id);
            }
          }
        }}
      >
        <Controls showInteractive={false} position="bottom-right" />
      </ReactFlow>
    </div>
  );
}
