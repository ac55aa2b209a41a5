// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.query;

import dev.plinth.core.kernel.access.Principal;
import dev.plinth.core.kernel.problem.ErrorCode;
import dev.plinth.core.kernel.problem.ProblemException;
import dev.plinth.core.telemetry.TelemetryRoom;
import dev.plinth.core.telemetry.opensearch.Indices;
import dev.plinth.core.telemetry.opensearch.OpenSearch;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Shows what the same copy of a service logged before and after a record. */
@RestController
@Tag(name = "Telemetry")
class ContextController {
    private static final int MAX_LINES = 200;
    private static final String FILE = "log.file.path=";

    private final TelemetryRoom room;
    private final OpenSearch opensearch;
    private final Rights rights;

    ContextController(TelemetryRoom room, OpenSearch opensearch, Rights rights) {
        this.room = room;
        this.opensearch = opensearch;
        this.rights = rights;
    }

    /** All in the order in which they happened. */
    record LogContext(List<LogEntry> before, LogEntry record, List<LogEntry> after) {}

    @GetMapping("/api/v1/logs/{id}/context")
    @Operation(
            summary = "What was logged around a record",
            description =
                    "By the same instance of the same service, and if it came from a file, from that file. Needs the right to read the"
                            + " logs of that service (kind Logs).")
    LogContext context(
            @PathVariable String id,
            @RequestParam(defaultValue = "20") int before,
            @RequestParam(defaultValue = "20") int after,
            @Parameter(hidden = true) Principal caller) {
        room.require();
        rights.requireAny(caller, Rights.LOGS);
        Asked.within("before", before, 0, MAX_LINES);
        Asked.within("after", after, 0, MAX_LINES);
        JsonNode found = opensearch
                .search(
                        Indices.LOGS + "*",
                        Map.of("size", 1, "query", new Clauses().term("id", id).query()))
                .at("/hits/hits/0/_source");
        LogEntry record = found.isMissingNode() ? null : LogEntry.of(found);
        if (record == null
                || !rights.isReadable(
                        caller, Rights.LOGS, record.service(), record.env() == null ? "" : record.env())) {
            throw new ProblemException(ErrorCode.NOT_FOUND, "There is no log record %s.".formatted(id));
        }
        List<Object> position = List.of(found.path("nanos").asLong(0), id);
        return new LogContext(
                neighbours(found, position, "desc", before).reversed(),
                record,
                neighbours(found, position, "asc", after));
    }

    private List<LogEntry> neighbours(JsonNode found, List<Object> position, String direction, int lines) {
        if (lines == 0) {
            return List.of();
        }
        JsonNode hits = opensearch
                .search(
                        Indices.LOGS + "*",
                        Map.of(
                                "size",
                                lines,
                                "track_total_hits",
                                false,
                                "query",
                                sameSource(found).query(),
                                "sort",
                                List.of(Map.of("nanos", direction), Map.of("id", direction)),
                                "search_after",
                                position))
                .at("/hits/hits");
        List<LogEntry> entries = new ArrayList<>();
        hits.forEach(hit -> entries.add(LogEntry.of(hit.path("_source"))));
        return entries;
    }

    private static Clauses sameSource(JsonNode record) {
        Clauses clauses = new Clauses();
        for (String field : List.of("app", "service", "env", "instance")) {
            String value = record.path(field).asString("");
            if (value.isEmpty()) {
                clauses.without(field);
            } else {
                clauses.term(field, value);
            }
        }
        record.path("tags")
                .valueStream()
                .map(tag -> tag.asString(""))
                .filter(tag -> tag.startsWith(FILE))
                .forEach(tag -> clauses.term("tags", tag));
        return clauses;
    }
}
