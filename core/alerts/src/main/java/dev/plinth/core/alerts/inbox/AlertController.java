// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.inbox;

import dev.plinth.core.alerts.history.AlertFigures;
import dev.plinth.core.alerts.history.AlertFigures.Count;
import dev.plinth.core.alerts.history.AlertReader;
import dev.plinth.core.alerts.history.AlertReader.Place;
import dev.plinth.core.alerts.history.AlertReader.Query;
import dev.plinth.core.alerts.history.AlertRecord;
import dev.plinth.core.kernel.access.Principal;
import dev.plinth.core.kernel.problem.ErrorCode;
import dev.plinth.core.kernel.problem.ProblemException;
import dev.plinth.core.kernel.problem.Violation;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Which alerts there are, and were. */
@RestController
@Tag(name = "Alerts")
class AlertController {
    private static final List<String> SEVERITIES = List.of("critical", "major", "minor", "info");
    private static final int MAX_LIMIT = 500;

    private final AlertReader reader;
    private final AlertFigures figures;
    private final AlertRights rights;
    private final Inbox inbox;
    private final AlertDetails details;

    AlertController(AlertReader reader, AlertFigures figures, AlertRights rights, Inbox inbox, AlertDetails details) {
        this.reader = reader;
        this.figures = figures;
        this.rights = rights;
        this.inbox = inbox;
        this.details = details;
    }

    /**
     * Some alerts, those that began last first.
     *
     * @param nextCursor ask with this for what follows; null at the end
     * @param counts of those that fire, by severity, whatever was asked for
     */
    record AlertPage(List<AlertSummary> items, @Nullable String nextCursor, Map<String, Long> counts) {}

    @GetMapping("/api/v1/alerts")
    @Operation(
            summary = "Find alerts",
            description = "Those that the caller may not see (kind Alerts, by name of the alert) are left out.")
    AlertPage alerts(
            @RequestParam(defaultValue = "") String env,
            @Parameter(description = "firing, resolved or all") @RequestParam(defaultValue = "firing") String state,
            @Parameter(description = "Any of critical, major, minor, info") @RequestParam(defaultValue = "")
                    List<String> severity,
            @Parameter(description = "A part of the name, or of the value of a label or annotation")
                    @RequestParam(defaultValue = "")
                    String query,
            @Parameter(description = "Only those that the caller has claimed") @RequestParam(defaultValue = "false")
                    boolean mine,
            @Parameter(description = "That had not ended before") @RequestParam(required = false) @Nullable
                    Instant from,
            @Parameter(description = "That had begun before") @RequestParam(required = false) @Nullable Instant to,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable String cursor,
            @Parameter(hidden = true) Principal caller) {
        rights.requireAny(caller);
        Boolean over = switch (state) {
            case "firing" -> false;
            case "resolved" -> true;
            case "all" -> null;
            default -> throw invalid("state", state, "firing, resolved or all");
        };
        Set<String> severities = severities(severity);
        if (limit < 1 || limit > MAX_LIMIT) {
            throw invalid("limit", limit, "1 to " + MAX_LIMIT);
        }
        Place before = cursor == null ? null : place(cursor);
        List<AlertRecord> found = new ArrayList<>();
        boolean more = true;
        while (found.size() <= limit && more) {
            List<AlertRecord> page = reader.find(new Query(
                    orNull(env),
                    over,
                    severities,
                    orNull(query.strip()),
                    mine ? caller.name() : null,
                    from,
                    to,
                    before,
                    limit + 1));
            page.stream()
                    .filter(alert -> rights.maySee(caller, alert.env(), alert.name()))
                    .forEach(found::add);
            more = page.size() > limit;
            before = more ? placeOf(page.getLast()) : null;
        }
        boolean isNext = found.size() > limit;
        List<AlertRecord> items = isNext ? found.subList(0, limit) : found;
        return new AlertPage(
                inbox.summaries(items, caller), isNext ? cursor(placeOf(items.getLast())) : null, counts(env, caller));
    }

    @GetMapping("/api/v1/alerts/{id}")
    @Operation(
            summary = "An alert, with all that belongs to it",
            description = "What changed before it, whom it hits, what happened to it, and who was told.")
    AlertDetails.AlertDetail alert(@PathVariable String id, @Parameter(hidden = true) Principal caller) {
        return details.of(rights.see(caller, id), caller);
    }

    private Map<String, Long> counts(String env, Principal caller) {
        Map<String, Long> counts = new LinkedHashMap<>();
        SEVERITIES.forEach(each -> counts.put(each, 0L));
        for (Count count : figures.firing(orNull(env))) {
            if (count.severity() != null && rights.maySee(caller, count.env(), count.name())) {
                counts.merge(count.severity(), count.count(), Long::sum);
            }
        }
        return counts;
    }

    private static Set<String> severities(List<String> asked) {
        Set<String> severities = new TreeSet<>();
        for (String each : asked) {
            if (!each.isEmpty()) {
                if (!SEVERITIES.contains(each)) {
                    throw invalid("severity", each, "any of " + String.join(", ", SEVERITIES));
                }
                severities.add(each);
            }
        }
        return severities;
    }

    static ProblemException invalid(String field, Object offending, String expected) {
        return new ProblemException(
                ErrorCode.REQUEST_INVALID,
                "The request cannot be understood.",
                List.of(new Violation(field, offending, expected)));
    }

    static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    private static Place placeOf(AlertRecord alert) {
        return new Place(alert.startedAt(), alert.id());
    }

    private static String cursor(Place place) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((place.startedAt() + "/" + place.id()).getBytes(StandardCharsets.UTF_8));
    }

    private static Place place(String cursor) {
        try {
            String[] parts = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8).split("/", -1);
            return new Place(Instant.parse(parts[0]), Long.parseLong(parts[1]));
        } catch (IllegalArgumentException | DateTimeException | ArrayIndexOutOfBoundsException e) {
            throw invalid("cursor", cursor, "the nextCursor of the page before");
        }
    }
}
