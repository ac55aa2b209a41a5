// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.query;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What talks to what, found from spans: a span whose parent is another service's is a call between the two; a client's span without such a
 * child names its database or whatever else it called; who sends to a topic and who reads from it meet there.
 */
final class ServiceGraph {
    private final Map<String, Figures> nodes = new TreeMap<>();
    private final Map<String, Node> known = new HashMap<>();
    private final Map<String, Figures> edges = new TreeMap<>();
    private final Map<String, List<String>> ends = new HashMap<>();

    private ServiceGraph() {}

    /** What of a span matters here. Texts are empty when it does not say. */
    record Seen(
            String traceId,
            String spanId,
            String parentSpanId,
            String service,
            String kind,
            String peerKind,
            String peer,
            long durationNanos,
            boolean error) {
        private String id() {
            return traceId + spanId;
        }
    }

    /**
     * The picture.
     *
     * @param spans how many it was made from
     * @param complete whether these are all of that time; if not, they are the newest
     */
    record Graph(Instant from, Instant to, long spans, boolean complete, List<Node> nodes, List<Edge> edges) {}

    /**
     * Something that talks or is talked to.
     *
     * @param id kind and name: {@code service:orders}
     * @param kind service, database, topic or external
     * @param calls that it answered: spans of kind server and consumer for a service, calls to it for others
     */
    record Node(
            String id,
            String kind,
            String name,
            long calls,
            long errors,
            @Nullable Double p50Millis,
            @Nullable Double p99Millis) {}

    /**
     * Who calls whom.
     *
     * @param from id of a node
     * @param to id of a node
     * @param p50Millis how long the caller waited, where its span is known; else how long the other took
     */
    record Edge(String from, String to, long calls, long errors, double p50Millis, double p99Millis) {}

    private static final class Figures {
        private long errors;
        private final List<Long> durations = new ArrayList<>();

        void add(long nanos, boolean error) {
            durations.add(nanos);
            errors += error ? 1 : 0;
        }

        double millis(double share) {
            long[] sorted = durations.stream().mapToLong(Long::longValue).toArray();
            Arrays.sort(sorted);
            int rank = (int) Math.ceil(share * sorted.length);
            return sorted[Math.max(0, rank - 1)] / 1_000_000.0;
        }
    }

    static Graph of(List<Seen> spans, Instant from, Instant to, boolean complete) {
        ServiceGraph graph = new ServiceGraph();
        Map<String, Seen> byId = new HashMap<>();
        Map<String, Seen> clients = new HashMap<>();
        // of two that share an id, what is below is the server's
        for (Seen span : spans) {
            byId.merge(span.id(), span, (one, other) -> other.kind().equals("client") ? one : other);
            if (span.kind().equals("client")) {
                clients.put(span.id(), span);
            }
        }
        Set<Seen> answered = new HashSet<>();
        for (Seen span : spans) {
            graph.node("service", span.service());
            if (span.kind().equals("server") || span.kind().equals("consumer")) {
                graph.figures("service", span.service()).add(span.durationNanos(), span.error());
            }
            Seen sharing = span.kind().equals("client") ? null : clients.get(span.id());
            Seen parent = sharing != null ? sharing : byId.get(span.traceId() + span.parentSpanId());
            if (parent != null
                    && !parent.service().equals(span.service())
                    && !parent.peerKind().equals("topic")) {
                answered.add(parent);
                long waited = parent.kind().equals("client") ? parent.durationNanos() : span.durationNanos();
                graph.edge("service", parent.service(), "service", span.service())
                        .add(waited, span.error() || (parent.kind().equals("client") && parent.error()));
            }
        }
        spans.stream()
                .filter(span -> !span.peer().isEmpty() && !answered.contains(span))
                .forEach(graph::toPeer);
        return graph.graph(spans.size(), from, to, complete);
    }

    private void toPeer(Seen span) {
        if (span.peerKind().equals("topic")) {
            switch (span.kind()) {
                case "producer" -> called(span);
                case "consumer" ->
                    edge("topic", span.peer(), "service", span.service()).add(span.durationNanos(), span.error());
                default -> {
                    // asks of topics, and neither sends nor reads
                }
            }
        } else if (span.kind().equals("client")
                || (span.peerKind().equals("database") && span.kind().equals("internal"))) {
            called(span);
        }
    }

    private void called(Seen span) {
        edge("service", span.service(), span.peerKind(), span.peer()).add(span.durationNanos(), span.error());
        if (!span.peerKind().equals("service")) {
            figures(span.peerKind(), span.peer()).add(span.durationNanos(), span.error());
        }
    }

    private String node(String kind, String name) {
        String id = kind + ":" + name;
        known.putIfAbsent(id, new Node(id, kind, name, 0, 0, null, null));
        return id;
    }

    private Figures figures(String kind, String name) {
        return nodes.computeIfAbsent(node(kind, name), id -> new Figures());
    }

    private Figures edge(String fromKind, String from, String toKind, String to) {
        String one = node(fromKind, from);
        String other = node(toKind, to);
        String id = one + " → " + other;
        ends.putIfAbsent(id, List.of(one, other));
        return edges.computeIfAbsent(id, key -> new Figures());
    }

    private Graph graph(int spans, Instant from, Instant to, boolean complete) {
        List<Node> described = known.values().stream()
                .map(node -> {
                    Figures figures = nodes.get(node.id());
                    return figures == null
                            ? node
                            : new Node(
                                    node.id(),
                                    node.kind(),
                                    node.name(),
                                    figures.durations.size(),
                                    figures.errors,
                                    figures.millis(0.5),
                                    figures.millis(0.99));
                })
                .sorted(Comparator.comparing(Node::id))
                .toList();
        List<Edge> between = new ArrayList<>();
        edges.forEach((id, figures) -> {
            List<String> both = ends.getOrDefault(id, List.of("", ""));
            between.add(new Edge(
                    both.getFirst(),
                    both.getLast(),
                    figures.durations.size(),
                    figures.errors,
                    figures.millis(0.5),
                    figures.millis(0.99)));
        });
        return new Graph(from, to, spans, complete, described, between);
    }
}
