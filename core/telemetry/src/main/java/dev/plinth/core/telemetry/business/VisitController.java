// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.business;

import dev.plinth.core.kernel.access.Access;
import dev.plinth.core.kernel.access.Decision;
import dev.plinth.core.kernel.access.Principal;
import dev.plinth.core.kernel.access.Verb;
import dev.plinth.core.kernel.problem.ErrorCode;
import dev.plinth.core.kernel.problem.ProblemException;
import dev.plinth.core.kernel.resource.ResourceKey;
import dev.plinth.core.telemetry.TelemetryRoom;
import dev.plinth.core.telemetry.business.Tally.Place;
import dev.plinth.core.telemetry.business.Tally.Visits;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Page views, visitors and sessions. */
@RestController
@Tag(name = "Business")
class VisitController {
    /** Roles speak of visits as if they were resources, with the app as the name. */
    static final String KIND = "Visits";

    private static final int MAX_GROUPS = 500;
    private static final Duration ACTIVE = Duration.ofMinutes(5);

    private final TelemetryRoom room;
    private final BusinessStore store;
    private final Access access;
    private final Clock clock;

    VisitController(TelemetryRoom room, BusinessStore store, Access access, Clock clock) {
        this.room = room;
        this.store = store;
        this.access = access;
        this.clock = clock;
    }

    /**
     * Who is there.
     *
     * @param visitors of the last five minutes, exact to the minute
     * @param sessions that have not ended: visitors of the last half hour
     * @param apps the most visited first
     */
    record Presence(Instant at, long visitors, long sessions, List<AppPresence> apps) {}

    /** The same of an app. */
    record AppPresence(String app, long visitors, long sessions) {}

    @GetMapping("/api/v1/business/now")
    @Operation(
            summary = "Who is there now",
            description =
                    "Visitors of the last five minutes and of the last half hour, by app. Who is in two apps counts in both.")
    Presence now(@RequestParam String env, @Parameter(hidden = true) Principal caller) {
        Predicate<String> readable = readable(env, caller);
        Instant now = clock.instant();
        Map<String, Long> visitors = store.present(env, now.minus(ACTIVE));
        Map<String, Long> sessions = store.present(env, now.minusMillis(Visitors.PAUSE));
        List<AppPresence> apps = sessions.entrySet().stream()
                .filter(each -> readable.test(each.getKey()))
                .map(each -> new AppPresence(each.getKey(), visitors.getOrDefault(each.getKey(), 0L), each.getValue()))
                .sorted(Comparator.comparingLong(AppPresence::visitors)
                        .reversed()
                        .thenComparing(AppPresence::app))
                .toList();
        return new Presence(
                now,
                apps.stream().mapToLong(AppPresence::visitors).sum(),
                apps.stream().mapToLong(AppPresence::sessions).sum(),
                apps);
    }

    /**
     * What was counted.
     *
     * @param step minute, hour or day
     * @param groups those with the most requests first
     * @param steps the oldest first; those in which nothing happened are left out
     */
    record VisitReport(
            Instant from,
            Instant to,
            String step,
            VisitFigures total,
            List<VisitGroup> groups,
            List<VisitStep> steps) {}

    /**
     * Figures of some time.
     *
     * @param errors requests that ended with 5xx or without an answer
     * @param visitors how many different people and programs; estimated, with a standard error of 0.8 %. Of whole hours; null for a minute
     */
    record VisitFigures(
            long requests,
            long errors,
            long views,
            long sessions,
            @Nullable Long visitors) {}

    /**
     * Figures of a part.
     *
     * @param route null unless it is grouped by route
     * @param release null unless it is grouped by release; empty when instances say none
     */
    record VisitGroup(
            String app, @Nullable String route, @Nullable String release, VisitFigures figures) {}

    /** Figures of the step that begins then. */
    record VisitStep(Instant at, VisitFigures figures) {}

    private static final class Sum {
        final Visits visits = new Visits();
        final Distinct visitors = new Distinct();

        VisitFigures figures(boolean known) {
            return new VisitFigures(
                    visits.requests, visits.errors, visits.views, visits.sessions, known ? visitors.estimate() : null);
        }
    }

    @GetMapping("/api/v1/business/visits")
    @Operation(
            summary = "Page views, visitors and sessions",
            description =
                    "Counted at the gateways, of services only. A session is what a visitor does in an app without pausing for half an hour; it"
                            + " counts where it begins. Apps that the caller may not read (kind Visits) are left out.")
    VisitReport visits(
            @RequestParam String env,
            @Parameter(description = "A day before to if absent") @RequestParam(required = false) @Nullable
                    Instant from,
            @Parameter(description = "Now if absent") @RequestParam(required = false) @Nullable Instant to,
            @Parameter(description = "minute, hour or day; what suits the time if absent")
                    @RequestParam(required = false)
                    @Nullable
                    String step,
            @Parameter(description = "Time zone of days") @RequestParam(defaultValue = "UTC") String zone,
            @Parameter(description = "How to group: app, route or release") @RequestParam(defaultValue = "app")
                    String by,
            @RequestParam(required = false) @Nullable String app,
            @RequestParam(required = false) @Nullable String route,
            @RequestParam(required = false) @Nullable String release,
            @Parameter(hidden = true) Principal caller) {
        Predicate<String> readable = readable(env, caller);
        if (!List.of("app", "route", "release").contains(by)) {
            throw Window.wrong("by", by, "app, route or release");
        }
        Window window = Window.of(from, to, step, zone, clock);
        Predicate<Place> wanted = place -> (app == null || app.equals(place.app()))
                && (route == null || route.equals(place.route()))
                && (release == null || release.equals(place.release()))
                && readable.test(place.app());
        Sum total = new Sum();
        Map<Place, Sum> groups = new HashMap<>();
        Map<Instant, Sum> steps = new TreeMap<>();
        if (window.byMinute()) {
            store.minutes(env, window.from(), window.to(), (at, visits) -> {
                if (wanted.test(at.place())) {
                    total.visits.add(visits);
                    groups.computeIfAbsent(group(by, at.place()), each -> new Sum())
                            .visits
                            .add(visits);
                    steps.computeIfAbsent(Instant.ofEpochMilli(at.millis()), each -> new Sum())
                            .visits
                            .add(visits);
                }
            });
        }
        Window hours = window.byMinute() ? window.wholeHours() : window;
        store.hours(env, hours.from(), hours.to(), (at, visits, visitors) -> {
            if (wanted.test(at.place())) {
                Sum ofGroup = groups.computeIfAbsent(group(by, at.place()), each -> new Sum());
                total.visitors.add(visitors);
                ofGroup.visitors.add(visitors);
                if (!window.byMinute()) {
                    Sum ofStep =
                            steps.computeIfAbsent(window.floor(Instant.ofEpochMilli(at.millis())), each -> new Sum());
                    total.visits.add(visits);
                    ofGroup.visits.add(visits);
                    ofStep.visits.add(visits);
                    ofStep.visitors.add(visitors);
                }
            }
        });
        return new VisitReport(
                window.from(),
                window.to(),
                window.stepName(),
                total.figures(true),
                groups.entrySet().stream()
                        .map(each -> group(by, each.getKey(), each.getValue()))
                        .filter(each -> each.figures().requests() > 0)
                        .sorted(Comparator.comparingLong(
                                        (VisitGroup each) -> each.figures().requests())
                                .reversed()
                                .thenComparing(VisitGroup::app)
                                .thenComparing(each -> Objects.requireNonNullElse(each.route(), ""))
                                .thenComparing(each -> Objects.requireNonNullElse(each.release(), "")))
                        .limit(MAX_GROUPS)
                        .toList(),
                steps.entrySet().stream()
                        .map(each ->
                                new VisitStep(each.getKey(), each.getValue().figures(!window.byMinute())))
                        .toList());
    }

    private static Place group(String by, Place place) {
        return new Place(
                "", place.app(), by.equals("route") ? place.route() : "", by.equals("release") ? place.release() : "");
    }

    private static VisitGroup group(String by, Place place, Sum sum) {
        return new VisitGroup(
                place.app(),
                by.equals("route") ? place.route() : null,
                by.equals("release") ? place.release() : null,
                sum.figures(true));
    }

    /** @throws ProblemException when the caller may read none at all */
    private Predicate<String> readable(String env, Principal caller) {
        room.require();
        Decision any = access.decideAny(caller, Verb.READ, KIND);
        if (!any.allowed()) {
            throw new ProblemException(ErrorCode.FORBIDDEN, any.reason());
        }
        Map<String, Boolean> known = new HashMap<>();
        return app -> known.computeIfAbsent(
                app,
                each -> access.decide(caller, Verb.READ, new ResourceKey(KIND, env, each))
                        .allowed());
    }
}
