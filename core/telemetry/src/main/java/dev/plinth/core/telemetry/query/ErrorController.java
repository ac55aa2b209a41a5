// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.query;

import dev.plinth.core.kernel.access.Access;
import dev.plinth.core.kernel.access.Principal;
import dev.plinth.core.kernel.access.Verb;
import dev.plinth.core.kernel.ledger.Change;
import dev.plinth.core.kernel.ledger.Ledger;
import dev.plinth.core.kernel.ledger.LedgerQuery;
import dev.plinth.core.kernel.problem.ErrorCode;
import dev.plinth.core.kernel.problem.ProblemException;
import dev.plinth.core.telemetry.TelemetryRoom;
import dev.plinth.core.telemetry.opensearch.Indices;
import dev.plinth.core.telemetry.opensearch.OpenSearch;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Which errors there are since a change, and which of them were not there before. */
@RestController
@Tag(name = "Telemetry")
class ErrorController {
    /** It changes what is written, and not what happens. */
    private static final String LOG_LEVEL = "LogLevel";

    private static final int MAX_GROUPS = 200;
    private static final int MAX_LOOKBACK_HOURS = 7 * 24;
    private static final int PAGE = 50;
    private static final int MAX_CHANGES = 500;
    private static final Duration LONGEST = Duration.ofDays(7);

    private final TelemetryRoom room;
    private final OpenSearch opensearch;
    private final Rights rights;
    private final Ledger ledger;
    private final Access access;
    private final Clock clock;

    ErrorController(
            TelemetryRoom room, OpenSearch opensearch, Rights rights, Ledger ledger, Access access, Clock clock) {
        this.room = room;
        this.opensearch = opensearch;
        this.rights = rights;
        this.ledger = ledger;
        this.access = access;
        this.clock = clock;
    }

    /**
     * Errors of a time.
     *
     * @param since the change they are counted from; null when there is none, and then none is new
     * @param comparedFrom from here to the change it was looked for the same errors
     * @param items the new ones first, then by how often they happened
     * @param complete false when there are more kinds of errors than were counted
     */
    record ErrorList(
            @Nullable ErrorChange since,
            Instant from,
            Instant to,
            @Nullable Instant comparedFrom,
            List<ErrorGroup> items,
            boolean complete) {}

    /** A change of the ledger, for people. */
    record ErrorChange(
            long seq,
            Instant at,
            String author,
            String message,
            String kind,
            @Nullable String env,
            String name) {
        static ErrorChange of(Change change) {
            return new ErrorChange(
                    change.seq(),
                    change.at(),
                    change.author(),
                    change.message(),
                    change.key().kind(),
                    change.key().isGlobal() ? null : change.key().env(),
                    change.key().name());
        }
    }

    /**
     * The same error, however often.
     *
     * @param id the logs can be asked for it
     * @param isNew whether it was not there in the time before the change
     * @param latest the last of them
     */
    record ErrorGroup(
            String id,
            String title,
            String service,
            boolean isNew,
            long count,
            Instant first,
            Instant last,
            LogEntry latest) {}

    @GetMapping("/api/v1/logs/errors")
    @Operation(
            summary = "Errors since the last change, the new ones first",
            description =
                    "Logs of severity error and above are put together by the type of the exception and where it was thrown, or by their"
                            + " text without numbers and ids. New is what was not there in the hours before the change. The change is the last one"
                            + " that the caller may read and that is not about telemetry itself.")
    ErrorList errors(
            @Parameter(description = "Any of these services") @RequestParam(defaultValue = "") List<String> service,
            @RequestParam(defaultValue = "") String env,
            @Parameter(description = "Number of the change to count from; the last one if absent")
                    @RequestParam(required = false)
                    @Nullable
                    Long change,
            @Parameter(description = "How far before the change the same errors are looked for")
                    @RequestParam(defaultValue = "24")
                    int lookbackHours,
            @Parameter(hidden = true) Principal caller) {
        room.require();
        rights.requireAny(caller, Rights.LOGS);
        Asked.within("lookbackHours", lookbackHours, 1, MAX_LOOKBACK_HOURS);
        Clauses clauses = new Clauses().anyOf("service", Asked.names("service", service));
        if (!env.isEmpty()) {
            clauses.term("env", env);
        }
        Map<String, Object> mine = rights.clause(caller, Rights.LOGS);
        if (mine != null) {
            clauses.add(mine);
        }
        Change since = change == null ? last(env, caller) : one(change, caller);
        Instant to = clock.instant().plusSeconds(60);
        Instant earliest = to.minus(LONGEST);
        Instant from = since == null || since.at().isBefore(earliest) ? earliest : since.at();
        JsonNode found = groups(clauses, from, to, null);
        Instant comparedFrom = since == null ? null : from.minus(Duration.ofHours(lookbackHours));
        Set<String> before = comparedFrom == null ? Set.of() : keys(groups(clauses, comparedFrom, from, keys(found)));
        List<ErrorGroup> items = new ArrayList<>();
        found.forEach(bucket -> items.add(group(bucket, since != null, before)));
        items.sort(Comparator.comparing(ErrorGroup::isNew)
                .thenComparingLong(ErrorGroup::count)
                .reversed());
        return new ErrorList(
                since == null ? null : ErrorChange.of(since), from, to, comparedFrom, items, found.size() < MAX_GROUPS);
    }

    private @Nullable Change last(String env, Principal caller) {
        Long before = null;
        for (int seen = 0; seen < MAX_CHANGES; seen += PAGE) {
            List<Change> page = ledger.find(new LedgerQuery(null, null, null, null, null, null, null, before, PAGE));
            for (Change each : page) {
                boolean concerns = env.isEmpty()
                        || each.key().isGlobal()
                        || each.key().env().equals(env);
                if (concerns
                        && !KindsOfObservers.contains(each.key().kind())
                        && !each.key().kind().equals(LOG_LEVEL)
                        && access.decide(caller, Verb.READ, each.key()).allowed()) {
                    return each;
                }
            }
            if (page.size() < PAGE) {
                return null;
            }
            before = page.getLast().seq();
        }
        return null;
    }

    private Change one(long seq, Principal caller) {
        List<Change> found = ledger.find(new LedgerQuery(null, null, null, null, null, null, null, seq + 1, 1));
        if (found.isEmpty() || found.getFirst().seq() != seq) {
            throw new ProblemException(ErrorCode.CHANGE_NOT_FOUND, "There is no change " + seq + ".");
        }
        access.require(caller, Verb.READ, found.getFirst().key());
        return found.getFirst();
    }

    /** @param only these; null for all */
    private JsonNode groups(Clauses clauses, Instant from, Instant to, @Nullable Set<String> only) {
        List<Object> filters = new ArrayList<>(List.of(
                clauses.query(),
                Map.of("range", Map.of("nanos", Map.of("gte", Clauses.nanos(from), "lt", Clauses.nanos(to)))),
                Map.of("exists", Map.of("field", "errorId"))));
        if (only != null) {
            filters.add(Map.of("terms", Map.of("errorId", only)));
        }
        Map<String, Object> each = new HashMap<>();
        if (only == null) {
            each.put("first", Map.of("min", Map.of("field", "time")));
            each.put("last", Map.of("max", Map.of("field", "time")));
            each.put("latest", Map.of("top_hits", Map.of("size", 1, "sort", List.of(Map.of("nanos", "desc")))));
        }
        Map<String, Object> groups = new HashMap<>();
        groups.put("terms", Map.of("field", "errorId", "size", MAX_GROUPS));
        if (!each.isEmpty()) {
            groups.put("aggs", each);
        }
        return opensearch
                .search(
                        Indices.LOGS + "*",
                        Map.of(
                                "size",
                                0,
                                "track_total_hits",
                                false,
                                "query",
                                Map.of("bool", Map.of("filter", filters)),
                                "aggs",
                                Map.of("groups", groups)))
                .at("/aggregations/groups/buckets");
    }

    private static Set<String> keys(JsonNode buckets) {
        Set<String> keys = new HashSet<>();
        buckets.forEach(bucket -> keys.add(bucket.path("key").asString("")));
        return keys;
    }

    private static ErrorGroup group(JsonNode bucket, boolean compared, Set<String> before) {
        String id = bucket.path("key").asString("");
        JsonNode latest = bucket.at("/latest/hits/hits/0/_source");
        return new ErrorGroup(
                id,
                latest.path("errorTitle").asString(""),
                latest.path("service").asString(""),
                compared && !before.contains(id),
                bucket.path("doc_count").asLong(0),
                Instant.ofEpochMilli((long) bucket.at("/first/value").asDouble(0)),
                Instant.ofEpochMilli((long) bucket.at("/last/value").asDouble(0)),
                LogEntry.of(latest));
    }
}
