// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.query;

import dev.plinth.core.kernel.access.Principal;
import dev.plinth.core.kernel.problem.ErrorCode;
import dev.plinth.core.kernel.problem.ProblemException;
import dev.plinth.core.telemetry.TelemetryRoom;
import dev.plinth.core.telemetry.opensearch.Indices;
import dev.plinth.core.telemetry.opensearch.OpenSearch;
import dev.plinth.core.telemetry.query.Asked.Cursor;
import dev.plinth.core.telemetry.query.Traces.SpanDetails;
import dev.plinth.core.telemetry.query.Traces.SpanSide;
import dev.plinth.core.telemetry.query.Traces.Trace;
import dev.plinth.core.telemetry.query.Traces.TracePage;
import dev.plinth.core.telemetry.query.Traces.TraceSummary;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Finds traces, and shows one. */
@RestController
@Tag(name = "Telemetry")
class TraceController {
    private static final int MAX_LIMIT = 200;
    private static final int MAX_SPANS = 10_000;
    /** Client and server, and what was sent more than once. */
    private static final int MAX_SAME = 100;

    private static final List<String> DETAILS =
            List.of("spanId", "kind", "service", "attributes", "resource", "events", "links");
    private static final double MILLI = 1_000_000;

    private final TelemetryRoom room;
    private final OpenSearch opensearch;
    private final Rights rights;
    private final Clock clock;

    TraceController(TelemetryRoom room, OpenSearch opensearch, Rights rights, Clock clock) {
        this.room = room;
        this.opensearch = opensearch;
        this.rights = rights;
        this.clock = clock;
    }

    @GetMapping("/api/v1/traces/{traceId}")
    @Operation(
            summary = "One trace, its spans in the order of a waterfall",
            description =
                    "Spans of services that the caller may not read (kind Traces) are left out; what is below them is an orphan. "
                            + "The first 10,000 come; attributes, events and links of each are asked for by its id.")
    Trace trace(@PathVariable String traceId, @Parameter(hidden = true) Principal caller) {
        room.require();
        rights.requireAny(caller, Rights.TRACES);
        String id = Asked.traceId("traceId", traceId);
        JsonNode hits = spans(new Clauses().term("traceId", id), MAX_SPANS, Waterfall.FIELDS, caller);
        List<JsonNode> spans = sources(hits).toList();
        if (spans.isEmpty()) {
            throw new ProblemException(
                    ErrorCode.TRACE_NOT_FOUND,
                    "There is no trace %s: it is too old, was not sampled, has not come yet, or you may not read it."
                            .formatted(id));
        }
        return Waterfall.of(id, spans, hits.at("/total/value").asLong(0) > MAX_SPANS);
    }

    @GetMapping("/api/v1/traces/{traceId}/spans/{spanId}")
    @Operation(
            summary = "What a span of a trace carries",
            description =
                    "Its attributes, resource, events and links. Client and server may share the id, as Zipkin's do; then each has said something.")
    SpanDetails span(
            @PathVariable String traceId, @PathVariable String spanId, @Parameter(hidden = true) Principal caller) {
        room.require();
        rights.requireAny(caller, Rights.TRACES);
        String trace = Asked.traceId("traceId", traceId);
        String id = Asked.spanId("spanId", spanId);
        // an index that an older version has made knows the id itself
        Map<String, Object> either = Clauses.either(List.of(
                new Clauses().term("spanNumber", Long.parseUnsignedLong(id, 16)).query(),
                new Clauses().term("spanId", id).query()));
        Clauses clauses = new Clauses().term("traceId", trace).add(either);
        Map<String, SpanSide> sides = new LinkedHashMap<>();
        sources(spans(clauses, MAX_SAME, DETAILS, caller))
                .forEach(source -> sides.putIfAbsent(Waterfall.identity(source), SpanSide.of(source)));
        if (sides.isEmpty()) {
            throw new ProblemException(
                    ErrorCode.SPAN_NOT_FOUND,
                    "There is no span %s in trace %s: it is too old, has not come yet, or you may not read it."
                            .formatted(id, trace));
        }
        return new SpanDetails(trace, id, List.copyOf(sides.values()));
    }

    /** Those that the caller may read, by their start. */
    private JsonNode spans(Clauses clauses, int most, List<String> fields, Principal caller) {
        addMine(clauses, caller);
        return opensearch
                .search(
                        Indices.SPANS + "*",
                        Map.of(
                                "size",
                                most,
                                "query",
                                clauses.query(),
                                "sort",
                                sort("asc"),
                                "track_total_hits",
                                most + 1,
                                "_source",
                                fields))
                .path("hits");
    }

    private static List<Object> sort(String order) {
        return List.of(Map.of("nanos", order), Map.of("spanNumber", Map.of("order", order, "unmapped_type", "long")));
    }

    private static Stream<JsonNode> sources(JsonNode hits) {
        return hits.path("hits").valueStream().map(hit -> hit.path("_source"));
    }

    @GetMapping("/api/v1/traces")
    @Operation(
            summary = "Find traces",
            description = "A trace is found when one of its spans meets all conditions. Newest first, by that span.")
    TracePage search(
            @Parameter(description = "Any of these services") @RequestParam(defaultValue = "") List<String> service,
            @Parameter(description = "Name of the span") @RequestParam(defaultValue = "") String operation,
            @Parameter(description = "Attributes, of the span or its resource, each as key=value")
                    @RequestParam(defaultValue = "")
                    List<String> tag,
            @Parameter(description = "The span took at least so many milliseconds")
                    @RequestParam(required = false)
                    @Nullable
                    Double minMillis,
            @RequestParam(required = false) @Nullable Double maxMillis,
            @Parameter(description = "true for spans that failed, false for those that did not")
                    @RequestParam(required = false)
                    @Nullable
                    Boolean error,
            @RequestParam(defaultValue = "") String env,
            @Parameter(description = "The last hour if absent") @RequestParam(required = false) @Nullable Instant from,
            @RequestParam(required = false) @Nullable Instant to,
            @RequestParam(defaultValue = "20") int limit,
            @RequestParam(required = false) @Nullable String cursor,
            @Parameter(hidden = true) Principal caller) {
        room.require();
        rights.requireAny(caller, Rights.TRACES);
        Asked.within("limit", limit, 1, MAX_LIMIT);
        Cursor after = Cursor.decode(cursor);
        Period period = Period.of(from, to, clock);
        Clauses clauses =
                new Clauses().between(period.from(), period.to()).anyOf("service", Asked.names("service", service));
        Asked.tags(tag).forEach(each -> {
            int sign = each.indexOf('=');
            boolean isService = each.substring(0, sign).equals(Indices.SERVICE_ATTRIBUTE);
            clauses.term(isService ? "service" : "tags", isService ? each.substring(sign + 1) : each);
        });
        if (!operation.isEmpty()) {
            clauses.term("name", operation);
        }
        if (!env.isEmpty()) {
            clauses.term("env", env);
        }
        if (minMillis != null) {
            clauses.range("durationNanos", "gte", nanos("minMillis", minMillis));
        }
        if (maxMillis != null) {
            if (minMillis != null && maxMillis < minMillis) {
                throw Asked.wrong("maxMillis", maxMillis, "at least minMillis, which is " + minMillis);
            }
            clauses.range("durationNanos", "lte", nanos("maxMillis", maxMillis));
        }
        if (error != null) {
            clauses.term("error", error);
        }
        addMine(clauses, caller);
        return page(clauses, after, limit, caller);
    }

    private static long nanos(String field, double millis) {
        if (!(millis >= 0 && millis <= 1e9)) {
            throw Asked.wrong(field, millis, "0 to 1000000000");
        }
        return (long) (millis * MILLI);
    }

    private void addMine(Clauses clauses, Principal caller) {
        Map<String, Object> mine = rights.clause(caller, Rights.TRACES);
        if (mine != null) {
            clauses.add(mine);
        }
    }

    /**
     * A trace belongs on the page of the newest of its spans that are found: those that had such a span on a page before are
     * left out, as they were there.
     */
    private TracePage page(Clauses clauses, @Nullable Cursor after, int limit, Principal caller) {
        Map<String, Object> search = new HashMap<>();
        search.put("size", limit);
        search.put("_source", false);
        search.put("collapse", Map.of("field", "traceId"));
        search.put("sort", sort("desc"));
        if (after == null) {
            search.put("query", clauses.query());
        } else {
            search.put(
                    "query",
                    new Clauses()
                            .add(clauses.query())
                            .range("nanos", "lte", after.nanos())
                            .query());
        }
        JsonNode hits = opensearch.search(Indices.SPANS + "*", search).at("/hits/hits");
        Map<String, Long> found = new LinkedHashMap<>();
        String next = null;
        for (JsonNode hit : hits) {
            long nanos = hit.at("/sort/0").asLong(0);
            found.putIfAbsent(hit.at("/fields/traceId/0").asString(""), nanos);
            next = new Cursor(nanos - 1, "-").encode();
        }
        if (after != null && !found.isEmpty()) {
            shownBefore(clauses, after, found.keySet()).forEach(found::remove);
        }
        return new TracePage(summaries(List.copyOf(found.keySet()), caller), hits.size() < limit ? null : next);
    }

    private Set<String> shownBefore(Clauses clauses, Cursor after, Set<String> found) {
        JsonNode answer = opensearch.search(
                Indices.SPANS + "*",
                Map.of(
                        "size",
                        0,
                        "query",
                        new Clauses()
                                .add(clauses.query())
                                .range("nanos", "gt", after.nanos())
                                .anyOf("traceId", found)
                                .query(),
                        "aggs",
                        Map.of("traces", Map.of("terms", Map.of("field", "traceId", "size", MAX_LIMIT)))));
        Set<String> shown = new HashSet<>();
        answer.at("/aggregations/traces/buckets")
                .forEach(bucket -> shown.add(bucket.path("key").asString("")));
        return shown;
    }

    private List<TraceSummary> summaries(List<String> traces, Principal caller) {
        if (traces.isEmpty()) {
            return List.of();
        }
        Clauses clauses = new Clauses().anyOf("traceId", traces);
        addMine(clauses, caller);
        Map<String, Object> figures = Map.of(
                "start", Map.of("min", Map.of("field", "nanos")),
                "end", Map.of("max", Map.of("field", "endNanos")),
                "errors", Map.of("filter", Map.of("term", Map.of("error", true))),
                "services", Map.of("terms", Map.of("field", "service", "size", 20)),
                "first",
                        Map.of(
                                "top_hits",
                                Map.of(
                                        "size",
                                        1,
                                        "sort",
                                        List.of(Map.of("root", "desc"), Map.of("nanos", "asc")),
                                        "_source",
                                        List.of("service", "name", "nanos"))));
        JsonNode answer = opensearch.search(
                Indices.SPANS + "*",
                Map.of(
                        "size",
                        0,
                        "query",
                        clauses.query(),
                        "aggs",
                        Map.of(
                                "traces",
                                Map.of("terms", Map.of("field", "traceId", "size", traces.size()), "aggs", figures))));
        Map<String, TraceSummary> byId = new HashMap<>();
        answer.at("/aggregations/traces/buckets").forEach(bucket -> {
            TraceSummary summary = summary(bucket);
            byId.put(summary.traceId(), summary);
        });
        List<TraceSummary> ordered = new ArrayList<>();
        for (String trace : traces) {
            TraceSummary summary = byId.get(trace);
            if (summary != null) {
                ordered.add(summary);
            }
        }
        return ordered;
    }

    /** Sums are made of doubles, which know such times to a quarter of a microsecond only. */
    private static TraceSummary summary(JsonNode bucket) {
        JsonNode first = bucket.at("/first/hits/hits/0/_source");
        double start = bucket.at("/start/value").asDouble(0);
        double end = bucket.at("/end/value").asDouble(0);
        long micros = Math.round((end - start) / 1_000);
        return new TraceSummary(
                bucket.path("key").asString(""),
                Clauses.time(Math.round(start / 1_000) * 1_000),
                Math.max(0, micros) * 1_000,
                first.path("service").asString(""),
                first.path("name").asString(""),
                bucket.path("doc_count").asLong(0),
                bucket.at("/errors/doc_count").asLong(0),
                bucket.at("/services/buckets")
                        .valueStream()
                        .map(service -> service.path("key").asString(""))
                        .toList());
    }
}
