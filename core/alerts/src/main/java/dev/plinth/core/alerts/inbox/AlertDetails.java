// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.inbox;

import dev.plinth.alerting.dispatch.LabelMatcher;
import dev.plinth.alerting.dispatch.Silence;
import dev.plinth.core.alerts.context.AlertContext;
import dev.plinth.core.alerts.context.AlertContext.Arrival;
import dev.plinth.core.alerts.context.AlertContext.Impact;
import dev.plinth.core.alerts.context.AlertContexts;
import dev.plinth.core.alerts.history.AlertReader;
import dev.plinth.core.alerts.history.AlertRecord;
import dev.plinth.core.alerts.history.AlertWriter;
import dev.plinth.core.alerts.history.Delivery;
import dev.plinth.core.alerts.history.Happening;
import dev.plinth.core.alerts.routing.Routings;
import dev.plinth.core.kernel.access.Access;
import dev.plinth.core.kernel.access.Principal;
import dev.plinth.core.kernel.access.Verb;
import dev.plinth.core.kernel.resource.ResourceKey;
import dev.plinth.promql.model.Labels;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Puts together all that belongs to an alert, as far as the caller may see it. */
@Component
class AlertDetails {
    private static final int LAST = 10;
    private static final int DELIVERIES = 100;
    private static final Duration MONTH = Duration.ofDays(30);
    /** After that nothing comes in any more that belongs to it. */
    private static final Duration SETTLED = Duration.ofMinutes(5);
    /** In which parameter of its address a page shows an expression, here and in Prometheus. */
    private static final Set<String> EXPRESSIONS = Set.of("query", "expr", "g0.expr");

    private final AlertReader reader;
    private final AlertWriter writer;
    private final AlertContexts contexts;
    private final Routings routings;
    private final Inbox inbox;
    private final Access access;
    private final Clock clock;

    AlertDetails(
            AlertReader reader,
            AlertWriter writer,
            AlertContexts contexts,
            Routings routings,
            Inbox inbox,
            Access access,
            Clock clock) {
        this.reader = reader;
        this.writer = writer;
        this.contexts = contexts;
        this.routings = routings;
        this.inbox = inbox;
        this.access = access;
        this.clock = clock;
    }

    /**
     * An alert with all that belongs to it.
     *
     * @param generatorUrl where it comes from; empty if nobody says
     * @param expr its expression; null when its address does not say
     * @param runbookUrl what is to be done; null if nobody says
     * @param timeline what happened, the oldest first
     * @param deliveries messages about it, the newest first
     */
    record AlertDetail(
            AlertSummary alert,
            String fingerprint,
            String generatorUrl,
            @Nullable String expr,
            @Nullable String runbookUrl,
            AlertSurroundings context,
            List<Happening> timeline,
            List<Delivery> deliveries,
            AlertTimes history) {}

    /**
     * What changed before it, and whom it hits.
     *
     * @param services that its labels name
     * @param neighbours services that call those or are called by them
     * @param arrivals instances that came up before it
     */
    record AlertSurroundings(
            List<String> services,
            List<String> neighbours,
            List<AlertChange> changes,
            List<Arrival> arrivals,
            List<Impact> impacts) {}

    /**
     * A change before it.
     *
     * @param mayRevert whether the caller may
     * @param reverted whether somebody did because of this alert
     */
    record AlertChange(
            long seq,
            long changeSet,
            Instant at,
            String author,
            String message,
            String kind,
            @Nullable String env,
            String name,
            String action,
            String why,
            boolean direct,
            boolean mayRevert,
            boolean reverted) {}

    /**
     * Other times at which the same alert fired.
     *
     * @param last the newest first
     */
    record AlertTimes(int timesFired30d, List<AlertTime> last) {}

    /** @param endedAt null while it fires */
    record AlertTime(String id, Instant startedAt, @Nullable Instant endedAt) {}

    AlertDetail of(AlertRecord alert, Principal caller) {
        List<Happening> happenings = reader.happenings(alert.id());
        return new AlertDetail(
                inbox.summary(alert, caller),
                alert.fingerprint(),
                alert.generatorUrl(),
                expression(alert.generatorUrl()),
                alert.annotations()
                        .getOrDefault("runbook_url", alert.annotations().get("runbook")),
                surroundings(alert, happenings, caller),
                timeline(alert, happenings),
                reader.deliveries(alert.env(), null, alert.id(), DELIVERIES),
                new AlertTimes(
                        reader.times(
                                alert.env(),
                                alert.fingerprint(),
                                clock.instant().minus(MONTH)),
                        reader.last(alert.env(), alert.fingerprint(), LAST).stream()
                                .map(each -> new AlertTime(String.valueOf(each.id()), each.startedAt(), each.endedAt()))
                                .toList()));
    }

    private AlertSurroundings surroundings(AlertRecord alert, List<Happening> happenings, Principal caller) {
        AlertContext context = context(alert);
        Set<String> reverted = happenings.stream()
                .filter(each -> each.type() == Happening.Type.REVERTED)
                .map(each -> each.data().get("changeSet"))
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        return new AlertSurroundings(
                context.services(),
                context.neighbours(),
                context.changes().stream()
                        .filter(change ->
                                access.decide(caller, Verb.READ, key(change)).allowed())
                        .map(change -> new AlertChange(
                                change.seq(),
                                change.changeSet(),
                                change.at(),
                                change.author(),
                                change.message(),
                                change.kind(),
                                change.env(),
                                change.name(),
                                change.action(),
                                change.why(),
                                change.direct(),
                                access.decide(caller, Verb.WRITE, key(change)).allowed(),
                                reverted.contains(String.valueOf(change.changeSet()))))
                        .toList(),
                context.arrivals().stream()
                        .filter(arrival -> access.decide(
                                        caller, Verb.READ, new ResourceKey("Instance", alert.env(), arrival.service()))
                                .allowed())
                        .toList(),
                context.impacts().stream()
                        .filter(impact -> access.decide(
                                        caller,
                                        Verb.READ,
                                        new ResourceKey("Transaction", alert.env(), impact.transaction()))
                                .allowed())
                        .toList());
    }

    private static ResourceKey key(AlertContext.RelatedChange change) {
        return new ResourceKey(
                change.kind(), Objects.requireNonNullElse(change.env(), ResourceKey.GLOBAL), change.name());
    }

    /** What belonged to an alert that is over is kept, since what it is made of is not kept as long. */
    private AlertContext context(AlertRecord alert) {
        Instant now = clock.instant();
        Instant ended = alert.endedAt();
        boolean settled = ended != null && ended.plus(SETTLED).isBefore(now);
        return (settled ? reader.context(alert.id()) : Optional.<AlertContext>empty()).orElseGet(() -> {
            AlertContext found = contexts.about(
                    alert.env(), Labels.copyOf(alert.labels()), alert.startedAt(), ended == null ? now : ended);
            if (settled) {
                writer.keep(alert.id(), found);
            }
            return found;
        });
    }

    /** Silences are resources; what they say about an alert is not written down for each. */
    private List<Happening> timeline(AlertRecord alert, List<Happening> happenings) {
        List<Happening> timeline = new ArrayList<>(happenings);
        Labels labels = Labels.copyOf(alert.labels());
        Instant until = Objects.requireNonNullElse(alert.endedAt(), clock.instant());
        for (Silence silence : routings.silences(alert.env())) {
            if (LabelMatcher.allMatch(silence.matchers(), labels)
                    && silence.startsAt().isBefore(until)
                    && silence.endsAt().isAfter(alert.startedAt())) {
                timeline.add(new Happening(
                        silence.startsAt().isAfter(alert.startedAt()) ? silence.startsAt() : alert.startedAt(),
                        Happening.Type.SILENCED,
                        silence.createdBy(),
                        "Silenced until %s: %s".formatted(silence.endsAt(), silence.comment()),
                        Map.of("silence", silence.id())));
            }
        }
        timeline.sort(Comparator.comparing(Happening::at));
        return timeline;
    }

    static @Nullable String expression(String generatorUrl) {
        String query;
        try {
            query = URI.create(generatorUrl).getRawQuery();
        } catch (IllegalArgumentException e) {
            return null;
        }
        if (query == null) {
            return null;
        }
        return Arrays.stream(query.split("&", -1))
                .map(each -> each.split("=", 2))
                .filter(each -> each.length == 2 && EXPRESSIONS.contains(each[0]))
                .map(each -> URLDecoder.decode(each[1], StandardCharsets.UTF_8))
                .findFirst()
                .orElse(null);
    }
}
