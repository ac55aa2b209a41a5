// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.query;

import dev.plinth.core.telemetry.operation.Figures;
import dev.plinth.core.telemetry.operation.Series.Call;
import dev.plinth.core.telemetry.operation.Series.Operation;
import dev.plinth.core.telemetry.operation.Series.Party;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What talks to what, by the counts of all spans. A service is one node in all its environments. */
final class ServiceGraph {
    private final Map<String, Counted> nodes = new TreeMap<>();
    private final Map<String, Between> edges = new TreeMap<>();

    /** The picture. */
    record Graph(Instant from, Instant to, List<Node> nodes, List<Edge> edges) {}

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
     * @param p50Millis how long the caller waited
     */
    record Edge(
            String from,
            String to,
            long calls,
            long errors,
            @Nullable Double p50Millis,
            @Nullable Double p99Millis) {}

    private record Counted(String kind, String name, Figures figures) {}

    private record Between(String from, String to, Figures figures) {}

    void add(Operation operation, Figures figures) {
        switch (operation.kind()) {
            case "server", "consumer" -> node("service", operation.service()).add(figures);
            case "client", "producer" -> node("service", operation.service());
            default -> {
                // what a service does within itself
            }
        }
    }

    void add(Call call, Figures figures) {
        String from = id(call.from());
        String to = id(call.to());
        node(call.from().kind(), call.from().name());
        Figures answered = node(call.to().kind(), call.to().name());
        if (!call.to().isService()) {
            answered.add(figures);
        }
        edges.computeIfAbsent(from + " → " + to, id -> new Between(from, to, new Figures()))
                .figures()
                .add(figures);
    }

    private static String id(Party party) {
        return party.kind() + ":" + party.name();
    }

    private Figures node(String kind, String name) {
        return nodes.computeIfAbsent(kind + ":" + name, id -> new Counted(kind, name, new Figures()))
                .figures();
    }

    Graph graph(Instant from, Instant to) {
        return new Graph(
                from,
                to,
                nodes.entrySet().stream()
                        .map(entry -> node(entry.getKey(), entry.getValue()))
                        .toList(),
                edges.values().stream().map(ServiceGraph::edge).toList());
    }

    private static Node node(String id, Counted node) {
        Figures figures = node.figures();
        return new Node(
                id,
                node.kind(),
                node.name(),
                figures.calls(),
                figures.errors(),
                figures.millis(0.5),
                figures.millis(0.99));
    }

    private static Edge edge(Between edge) {
        Figures figures = edge.figures();
        return new Edge(
                edge.from(), edge.to(), figures.calls(), figures.errors(), figures.millis(0.5), figures.millis(0.99));
    }
}
