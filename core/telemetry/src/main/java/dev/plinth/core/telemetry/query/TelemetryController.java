// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.query;

import dev.plinth.core.kernel.access.Principal;
import dev.plinth.core.telemetry.TelemetryFigures;
import dev.plinth.core.telemetry.TelemetryFigures.Figures;
import dev.plinth.core.telemetry.TelemetryRoom;
import dev.plinth.core.telemetry.opensearch.Indices;
import dev.plinth.core.telemetry.opensearch.OpenSearch;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** What sends telemetry, and how the room itself does. */
@RestController
@Tag(name = "Telemetry")
class TelemetryController {
    private static final int MAX_MINUTES = 7 * 24 * 60;
    private static final int MAX_SERVICES = 500;
    private static final int MAX_OPERATIONS = 200;

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

    @GetMapping("/api/v1/telemetry/status")
    @Operation(summary = "What passed through this core since its start, and what stands in the way")
    Figures status(@Parameter(hidden = true) Principal caller) {
        room.require();
        rights.requireAny(caller, Rights.LOGS);
        return figures.read();
    }
}
