// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.query;

import dev.plinth.core.telemetry.query.Traces.SpanEntry;
import dev.plinth.core.telemetry.query.Traces.Trace;
import dev.plinth.core.telemetry.query.Traces.TraceService;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Puts the spans of a trace into the order in which people read them. */
final class Waterfall {
    /** What of a document it needs. */
    static final List<String> FIELDS = List.of(
            "spanId",
            "parentSpanId",
            "name",
            "kind",
            "app",
            "service",
            "env",
            "instance",
            "scope",
            "nanos",
            "endNanos",
            "durationNanos",
            "error",
            "status",
            "statusMessage",
            "peerKind",
            "peer");

    private static final Comparator<JsonNode> BY_START = Comparator.comparingLong(Waterfall::nanos);

    private Waterfall() {}

    private record Placed(JsonNode span, int depth, boolean orphan) {}

    /** @param sources documents, at least one, in any order; one that its sender sent twice is shown once */
    static Trace of(String traceId, List<JsonNode> sources, boolean truncated) {
        Map<String, JsonNode> once = new LinkedHashMap<>();
        sources.stream().sorted(BY_START).forEach(span -> once.putIfAbsent(identity(span), span));
        List<JsonNode> spans = List.copyOf(once.values());
        long start = nanos(spans.getFirst());
        long end = spans.stream()
                .mapToLong(span -> span.path("endNanos").asLong(0))
                .max()
                .orElse(start);
        List<SpanEntry> entries =
                order(spans).stream().map(placed -> entry(placed, start)).toList();
        return new Trace(
                traceId,
                Clauses.time(start),
                Math.max(0, end - start),
                entries.size(),
                (int) entries.stream().filter(SpanEntry::error).count(),
                truncated,
                services(entries),
                entries);
    }

    /** Client and server may share an id, as Zipkin's do: then the one is put below the other. */
    static String identity(JsonNode span) {
        return span.path("spanId").asString("")
                + span.path("kind").asString("")
                + span.path("service").asString("");
    }

    private static String id(JsonNode span) {
        return span.path("spanId").asString("");
    }

    private static boolean isClient(JsonNode span) {
        return span.path("kind").asString("").equals("client");
    }

    /** Under this are the spans that share the id of a client's; under the id alone, what is below those. */
    private static String ofClient(String id) {
        return id + "/client";
    }

    private static long nanos(JsonNode span) {
        return span.path("nanos").asLong(0);
    }

    private static List<Placed> order(List<JsonNode> spans) {
        Set<String> ids = spans.stream().map(Waterfall::id).collect(Collectors.toSet());
        Set<String> shared =
                spans.stream().filter(Waterfall::isClient).map(Waterfall::id).collect(Collectors.toSet());
        shared.retainAll(spans.stream()
                .filter(span -> !isClient(span))
                .map(Waterfall::id)
                .collect(Collectors.toSet()));
        Map<String, List<JsonNode>> children = new LinkedHashMap<>();
        Deque<Placed> open = new ArrayDeque<>();
        for (JsonNode span : spans) {
            String parent = span.path("parentSpanId").asString("");
            boolean own = parent.equals(id(span));
            if (shared.contains(id(span)) && !isClient(span)) {
                children.computeIfAbsent(ofClient(id(span)), id -> new ArrayList<>())
                        .add(span);
            } else if (parent.isEmpty() || own || !ids.contains(parent)) {
                open.add(new Placed(span, 0, !parent.isEmpty()));
            } else {
                children.computeIfAbsent(parent, id -> new ArrayList<>()).add(span);
            }
        }
        List<Placed> ordered = new ArrayList<>();
        drain(open, children, shared, ordered);
        // spans that are each other's parents are nobody's children, and are shown all the same, the earliest outermost
        while (!children.isEmpty()) {
            Map.Entry<String, List<JsonNode>> circle =
                    children.entrySet().iterator().next();
            open.add(new Placed(circle.getValue().removeFirst(), 0, true));
            if (circle.getValue().isEmpty()) {
                children.remove(circle.getKey());
            }
            drain(open, children, shared, ordered);
        }
        return ordered;
    }

    private static void drain(
            Deque<Placed> open, Map<String, List<JsonNode>> children, Set<String> shared, List<Placed> ordered) {
        while (!open.isEmpty()) {
            Placed next = open.removeFirst();
            ordered.add(next);
            String id = id(next.span());
            List<JsonNode> below = children.remove(shared.contains(id) && isClient(next.span()) ? ofClient(id) : id);
            if (below != null) {
                for (JsonNode child : below.reversed()) {
                    open.addFirst(new Placed(child, next.depth() + 1, false));
                }
            }
        }
    }

    private static SpanEntry entry(Placed placed, long traceStart) {
        JsonNode span = placed.span();
        return new SpanEntry(
                span.path("spanId").asString(""),
                LogEntry.text(span, "parentSpanId"),
                placed.depth(),
                placed.orphan(),
                span.path("name").asString(""),
                span.path("kind").asString("internal"),
                span.path("app").asString(""),
                span.path("service").asString(""),
                LogEntry.text(span, "env"),
                LogEntry.text(span, "instance"),
                LogEntry.text(span, "scope"),
                Clauses.time(nanos(span)),
                nanos(span) - traceStart,
                span.path("durationNanos").asLong(0),
                span.path("error").asBoolean(false),
                span.path("status").asString("unset"),
                LogEntry.text(span, "statusMessage"),
                LogEntry.text(span, "peerKind"),
                LogEntry.text(span, "peer"));
    }

    private static List<TraceService> services(List<SpanEntry> spans) {
        Map<String, TraceService> services = new TreeMap<>();
        spans.forEach(span -> services.merge(
                span.service(),
                new TraceService(span.service(), 1, span.error() ? 1 : 0),
                (one, other) ->
                        new TraceService(one.service(), one.spans() + other.spans(), one.errors() + other.errors())));
        return services.values().stream()
                .sorted(Comparator.comparingInt(TraceService::spans).reversed())
                .toList();
    }
}
