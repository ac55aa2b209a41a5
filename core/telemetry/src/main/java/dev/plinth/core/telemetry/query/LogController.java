// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.query;

import dev.plinth.core.kernel.access.Principal;
import dev.plinth.core.telemetry.TelemetryRoom;
import dev.plinth.core.telemetry.opensearch.Indices;
import dev.plinth.core.telemetry.opensearch.OpenSearch;
import dev.plinth.core.telemetry.query.Asked.Cursor;
import dev.plinth.core.telemetry.query.Tail.Wanted;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Finds log records, and follows them. */
@RestController
@Tag(name = "Telemetry")
class LogController {
    private static final Logger LOG = LoggerFactory.getLogger(LogController.class);
    private static final int MAX_LIMIT = 1_000;

    private final TelemetryRoom room;
    private final OpenSearch opensearch;
    private final Rights rights;
    private final Tail tail;
    private final Clock clock;

    LogController(TelemetryRoom room, OpenSearch opensearch, Rights rights, Tail tail, Clock clock) {
        this.room = room;
        this.opensearch = opensearch;
        this.rights = rights;
        this.tail = tail;
        this.clock = clock;
    }

    /**
     * Some of what was found.
     *
     * @param nextCursor ask with this for what follows; null at the end
     * @param total how many were found; counted up to 10,000 only
     * @param totalIsLowerBound whether there are more than were counted
     * @param histogram how they are spread over the time; null but with the first page
     */
    record LogPage(
            List<LogEntry> items,
            @Nullable String nextCursor,
            long total,
            boolean totalIsLowerBound,
            @Nullable Histogram histogram) {}

    /** @param buckets the oldest first; those with nothing in them are left out */
    record Histogram(Instant from, Instant to, int stepSeconds, List<Bucket> buckets) {}

    /** @param severities how many of each; {@code none} for those that do not say */
    record Bucket(Instant at, long count, Map<String, Long> severities) {}

    @GetMapping("/api/v1/logs")
    @Operation(
            summary = "Find log records",
            description =
                    "Those of services that the caller may not read (kind Logs) are left out. What was sent can be found after"
                            + " about a second.")
    LogPage search(
            @Parameter(
                            description =
                                    "Words that all occur in the text or the exception; \"a phrase\", -without, begin*, one | other")
                    @RequestParam(defaultValue = "")
                    String query,
            @Parameter(description = "Any of these services") @RequestParam(defaultValue = "") List<String> service,
            @Parameter(description = "At least so severe: trace, debug, info, warn, error or fatal")
                    @RequestParam(defaultValue = "")
                    String severity,
            @RequestParam(defaultValue = "") String traceId,
            @Parameter(description = "Attributes, of the record or its resource, each as key=value")
                    @RequestParam(defaultValue = "")
                    List<String> tag,
            @RequestParam(defaultValue = "") String env,
            @Parameter(description = "The same error, by the id that the list of errors has for it")
                    @RequestParam(defaultValue = "")
                    String errorId,
            @Parameter(description = "The last hour if absent; all times if only a trace is asked for")
                    @RequestParam(required = false)
                    @Nullable
                    Instant from,
            @RequestParam(required = false) @Nullable Instant to,
            @Parameter(description = "desc for the newest first, or asc") @RequestParam(defaultValue = "desc")
                    String order,
            @RequestParam(defaultValue = "100") int limit,
            @RequestParam(required = false) @Nullable String cursor,
            @Parameter(hidden = true) Principal caller) {
        room.require();
        rights.requireAny(caller, Rights.LOGS);
        Asked.within("limit", limit, 1, MAX_LIMIT);
        String direction = Asked.isAscending(order) ? "asc" : "desc";
        Cursor after = Cursor.decode(cursor);
        Clauses clauses = new LogFilter(env, query, service, severity, tag).clauses();
        if (!traceId.isEmpty()) {
            clauses.term("traceId", Asked.traceId("traceId", traceId));
        }
        if (!errorId.isEmpty()) {
            clauses.term("errorId", errorId);
        }
        Period period = null;
        if (traceId.isEmpty() || from != null || to != null) {
            period = Period.of(from, to, clock);
            clauses.between(period.from(), period.to());
        }
        Map<String, Object> mine = rights.clause(caller, Rights.LOGS);
        if (mine != null) {
            clauses.add(mine);
        }
        Map<String, Object> search = new HashMap<>();
        search.put("size", limit + 1);
        search.put("query", clauses.query());
        search.put("sort", List.of(Map.of("nanos", direction), Map.of("id", direction)));
        if (after != null) {
            search.put("search_after", List.of(after.nanos(), after.id()));
        } else if (period != null) {
            search.put("aggs", histogram(period));
        }
        return page(opensearch.search(Indices.LOGS + "*", search), limit, after == null ? period : null);
    }

    private static Map<String, Object> histogram(Period period) {
        return Map.of(
                "steps",
                Map.of(
                        "date_histogram",
                        Map.of("field", "time", "fixed_interval", period.stepSeconds() + "s", "min_doc_count", 1),
                        "aggs",
                        Map.of("severities", Map.of("terms", Map.of("field", "severity", "missing", "none")))));
    }

    private static LogPage page(JsonNode answer, int limit, @Nullable Period period) {
        List<LogEntry> items = new ArrayList<>();
        String next = null;
        JsonNode hits = answer.at("/hits/hits");
        for (int i = 0; i < Math.min(limit, hits.size()); i++) {
            items.add(LogEntry.of(hits.get(i).path("_source")));
        }
        if (hits.size() > limit) {
            JsonNode last = hits.get(limit - 1).path("sort");
            next = new Cursor(last.path(0).asLong(0), last.path(1).asString("")).encode();
        }
        return new LogPage(
                items,
                next,
                answer.at("/hits/total/value").asLong(0),
                answer.at("/hits/total/relation").asString("eq").equals("gte"),
                period == null ? null : histogram(answer, period));
    }

    private static Histogram histogram(JsonNode answer, Period period) {
        List<Bucket> buckets = new ArrayList<>();
        answer.at("/aggregations/steps/buckets").forEach(bucket -> {
            Map<String, Long> severities = new TreeMap<>();
            bucket.at("/severities/buckets")
                    .forEach(each -> severities.put(
                            each.path("key").asString(""),
                            each.path("doc_count").asLong(0)));
            buckets.add(new Bucket(
                    Instant.ofEpochMilli(bucket.path("key").asLong(0)),
                    bucket.path("doc_count").asLong(0),
                    severities));
        });
        return new Histogram(period.from(), period.to(), period.stepSeconds(), buckets);
    }

    @GetMapping(path = "/api/v1/logs/tail", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    @Operation(
            summary = "Follow log records as they come",
            description =
                    "Server-sent events: `ready` when nothing that comes is missed any more, then `log` with each record. A reader that"
                            + " is too slow gets `cut`, one that has followed for half an hour `end`; both begin anew. Comments are heartbeats.")
    void follow(
            @Parameter(description = "Text that occurs in the record, in any case") @RequestParam(defaultValue = "")
                    String query,
            @RequestParam(defaultValue = "") List<String> service,
            @RequestParam(defaultValue = "") String severity,
            @RequestParam(defaultValue = "") String traceId,
            @RequestParam(defaultValue = "") String env,
            @Parameter(hidden = true) Principal caller,
            HttpServletResponse response)
            throws IOException {
        room.require();
        rights.requireAny(caller, Rights.LOGS);
        Wanted wanted = new Wanted(
                caller,
                Asked.query(query),
                Asked.names("service", service),
                severity.isEmpty() ? 0 : Asked.severityNumber(severity),
                traceId.isEmpty() ? "" : Asked.traceId("traceId", traceId),
                env);
        try (Tail.Reader reader = tail.open(wanted)) {
            response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
            response.setCharacterEncoding("UTF-8");
            response.setHeader("Cache-Control", "no-store");
            response.setHeader("X-Accel-Buffering", "no");
            reader.run(response.getOutputStream());
        } catch (IOException e) {
            LOG.debug("A follower of logs is gone: {}", e.toString());
        }
    }
}
