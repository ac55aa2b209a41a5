// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.query;

import dev.plinth.core.kernel.access.Principal;
import dev.plinth.core.telemetry.TelemetryFigures;
import dev.plinth.core.telemetry.TelemetryFigures.Figures;
import dev.plinth.core.telemetry.TelemetryRoom;
import dev.plinth.core.telemetry.opensearch.Indices;
import dev.plinth.core.telemetry.opensearch.OpenSearch;
import dev.plinth.core.telemetry.query.ServiceGraph.Graph;
import dev.plinth.core.telemetry.query.ServiceGraph.Seen;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** What sends telemetry, what talks to what, and how the room itself does. */
@RestController
@Tag(name = "Telemetry")
class TelemetryController {
    private static final int MAX_MINUTES = 7 * 24 * 60;
    private static final int MAX_GRAPH_MINUTES = 24 * 60;
    private static final int PAGE = 5_000;
    private static final int MAX_SPANS = 20_000;
    private static final int MAX_SERVICES = 500;
    private static final int MAX_OPERATIONS = 200;
    private static final List<String> OF_INTEREST = List.of(
            "traceId", "spanId", "parentSpanId", "service", "kind", "peerKind", "peer", "durationNanos", "error");

    private final TelemetryRoom room;
    private final OpenSearch opensearch;
    private final Rights rights;
    private final TelemetryFigures figures;
    private final Clock clock;

    TelemetryController(
            TelemetryRoom room, OpenSearch opensearch, Rights rights, TelemetryFigures figures, Clock clock) {
        this.room = room;
        this.opensearch = opensearch;
        this.rights = rights;
        this.figures = figures;
        this.clock = clock;
    }

    /** By name. */
    record ServiceList(List<TelemetryService> items) {}

    /**
     * A service that sent something.
     *
     * @param envs where it said that it runs
     * @param operations names of its spans, the most frequent first
     */
    record TelemetryService(
            String name, long spans, long errors, long logs, List<String> envs, List<String> operations) {}

    @GetMapping("/api/v1/telemetry/services")
    @Operation(
            summary = "Services that sent logs or spans, and their operations",
            description = "Spans are counted for who may read the kind Traces, logs for who may read the kind Logs.")
    ServiceList services(
            @Parameter(description = "How far back to look") @RequestParam(defaultValue = "1440") int minutes,
            @Parameter(hidden = true) Principal caller) {
        room.require();
        Period period = Period.lastMinutes(minutes, MAX_MINUTES, clock);
        rights.requireAny(caller, Rights.TRACES);
        Map<String, TelemetryService> services = new TreeMap<>();
        counted(Indices.SPANS, Rights.TRACES, period, caller).forEach(bucket -> {
            String name = bucket.path("key").asString("");
            services.put(
                    name,
                    new TelemetryService(
                            name,
                            bucket.path("doc_count").asLong(0),
                            bucket.at("/errors/doc_count").asLong(0),
                            0,
                            keys(bucket.path("envs")),
                            keys(bucket.path("operations"))));
        });
        if (rights.mayAny(caller, Rights.LOGS)) {
            counted(Indices.LOGS, Rights.LOGS, period, caller).forEach(bucket -> {
                String name = bucket.path("key").asString("");
                TelemetryService known =
                        services.getOrDefault(name, new TelemetryService(name, 0, 0, 0, List.of(), List.of()));
                TreeSet<String> envs = new TreeSet<>(known.envs());
                envs.addAll(keys(bucket.path("envs")));
                services.put(
                        name,
                        new TelemetryService(
                                name,
                                known.spans(),
                                known.errors(),
                                bucket.path("doc_count").asLong(0),
                                List.copyOf(envs),
                                known.operations()));
            });
        }
        return new ServiceList(List.copyOf(services.values()));
    }

    private JsonNode counted(String indices, String kind, Period period, Principal caller) {
        Map<String, Object> each = new HashMap<>();
        each.put("envs", Map.of("terms", Map.of("field", "env", "size", 20)));
        if (kind.equals(Rights.TRACES)) {
            each.put("errors", Map.of("filter", Map.of("term", Map.of("error", true))));
            each.put("operations", Map.of("terms", Map.of("field", "name", "size", MAX_OPERATIONS)));
        }
        return opensearch
                .search(
                        indices + "*",
                        Map.of(
                                "size",
                                0,
                                "query",
                                mine(period, kind, caller).query(),
                                "aggs",
                                Map.of(
                                        "services",
                                        Map.of(
                                                "terms",
                                                Map.of("field", "service", "size", MAX_SERVICES),
                                                "aggs",
                                                each))))
                .at("/aggregations/services/buckets");
    }

    private Clauses mine(Period period, String kind, Principal caller) {
        Clauses clauses = new Clauses().between(period.from(), period.to());
        Map<String, Object> mine = rights.clause(caller, kind);
        return mine == null ? clauses : clauses.add(mine);
    }

    private static List<String> keys(JsonNode aggregation) {
        return aggregation
                .path("buckets")
                .valueStream()
                .map(bucket -> bucket.path("key").asString(""))
                .toList();
    }

    @GetMapping("/api/v1/service-graph")
    @Operation(
            summary = "What talks to what",
            description =
                    "Found from the newest 20,000 spans of that time which call, answer, send or receive; services that the caller may"
                            + " not read (kind Traces) are left out.")
    Graph graph(
            @Parameter(description = "How far back to look") @RequestParam(defaultValue = "15") int minutes,
            @RequestParam(defaultValue = "") String env,
            @Parameter(hidden = true) Principal caller) {
        room.require();
        rights.requireAny(caller, Rights.TRACES);
        Period period = Period.lastMinutes(minutes, MAX_GRAPH_MINUTES, clock);
        Clauses clauses = mine(period, Rights.TRACES, caller)
                .add(Clauses.either(List.of(
                        Map.of("terms", Map.of("kind", List.of("client", "server", "producer", "consumer"))),
                        Map.of("exists", Map.of("field", "peer")))));
        if (!env.isEmpty()) {
            // gateways serve one environment and do not say which
            clauses.add(Clauses.either(
                    List.of(Map.of("term", Map.of("env", env)), Map.of("term", Map.of("service", "gateway")))));
        }
        List<Seen> spans = new ArrayList<>();
        List<Object> after = List.of();
        boolean complete = false;
        while (!complete && spans.size() < MAX_SPANS) {
            JsonNode hits = page(clauses, after);
            hits.forEach(hit -> spans.add(seen(hit.path("fields"))));
            complete = hits.size() < PAGE;
            if (!complete) {
                JsonNode sort = hits.get(hits.size() - 1).path("sort");
                after = List.of(sort.path(0).asLong(0), sort.path(1).asString(""));
            }
        }
        return ServiceGraph.of(spans, period.from(), period.to(), complete);
    }

    private JsonNode page(Clauses clauses, List<Object> after) {
        Map<String, Object> search = new HashMap<>();
        search.put("size", PAGE);
        search.put("query", clauses.query());
        search.put("_source", false);
        search.put("docvalue_fields", OF_INTEREST);
        search.put("track_total_hits", false);
        search.put("sort", List.of(Map.of("nanos", "desc"), Map.of("id", "desc")));
        if (!after.isEmpty()) {
            search.put("search_after", after);
        }
        return opensearch.search(Indices.SPANS + "*", search).at("/hits/hits");
    }

    private static Seen seen(JsonNode fields) {
        return new Seen(
                first(fields, "traceId"),
                first(fields, "spanId"),
                first(fields, "parentSpanId"),
                first(fields, "service"),
                first(fields, "kind"),
                first(fields, "peerKind"),
                first(fields, "peer"),
                fields.path("durationNanos").path(0).asLong(0),
                fields.path("error").path(0).asBoolean(false));
    }

    private static String first(JsonNode fields, String name) {
        return fields.path(name).path(0).asString("");
    }

    @GetMapping("/api/v1/telemetry/status")
    @Operation(summary = "What passed through this core since its start, and what stands in the way")
    Figures status(@Parameter(hidden = true) Principal caller) {
        room.require();
        rights.requireAny(caller, Rights.LOGS);
        return figures.read();
    }
}
