// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.services;

import dev.plinth.core.kernel.access.Access;
import dev.plinth.core.kernel.access.Principal;
import dev.plinth.core.kernel.access.Verb;
import dev.plinth.core.kernel.problem.ErrorCode;
import dev.plinth.core.kernel.problem.ProblemException;
import dev.plinth.core.kernel.problem.Violation;
import dev.plinth.core.kernel.resource.ResourceKey;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What passes over the routes. */
@RestController
@Tag(name = "Traffic")
class TrafficController {
    private static final int MAX_MINUTES = (int) Traffic.KEPT.toMinutes();

    private final Traffic traffic;
    private final Access access;
    private final Clock clock;

    TrafficController(Traffic traffic, Access access, Clock clock) {
        this.traffic = traffic;
        this.access = access;
        this.clock = clock;
    }

    @PutMapping("/api/v1/live/Gateway/{name}/traffic")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(
            summary = "Report what passed a gateway in ten seconds",
            description = "Counted anew, not as a difference, so that a report which is sent twice is counted once.")
    void report(
            @PathVariable String name,
            @RequestParam String env,
            @RequestBody @Valid TrafficReport report,
            @Parameter(hidden = true) Principal caller) {
        access.require(caller, Verb.WRITE, ResourceKey.global("Gateway", name));
        traffic.store(name, env, report);
    }

    /**
     * What passed in a time.
     *
     * @param stepSeconds how long each step is; the rates are per second
     * @param steps the oldest first; steps in which nothing passed are left out
     * @param routes the busiest first
     */
    record TrafficSummary(int stepSeconds, Instant from, Instant to, List<Step> steps, List<RouteSummary> routes) {}

    /**
     * One step.
     *
     * @param errors those that ended with 5xx or without an answer
     * @param p50Millis half of the requests took at most so long; a guess between two bounds, null when there were none
     */
    record Step(
            Instant at,
            long requests,
            long errors,
            @Nullable Double p50Millis,
            @Nullable Double p99Millis) {}

    /**
     * One route over the whole time.
     *
     * @param route its name; empty for what no route was found for
     * @param clientErrors those that ended with 4xx
     */
    record RouteSummary(
            String route,
            long requests,
            long errors,
            long clientErrors,
            @Nullable Double p50Millis,
            @Nullable Double p99Millis) {}

    @GetMapping("/api/v1/traffic")
    @Operation(
            summary = "Requests, errors and durations at the gateways",
            description = "Routes that the caller may not read are left out.")
    TrafficSummary summary(
            @RequestParam String env,
            @Parameter(description = "How far back to look") @RequestParam(defaultValue = "30") int minutes,
            @Parameter(hidden = true) Principal caller) {
        if (minutes < 1 || minutes > MAX_MINUTES) {
            throw new ProblemException(
                    ErrorCode.REQUEST_INVALID,
                    "The time is out of its bounds.",
                    List.of(new Violation("minutes", minutes, "1 to " + MAX_MINUTES)));
        }
        Instant to = clock.instant();
        Instant from = to.minus(Duration.ofMinutes(minutes));
        Map<Instant, Sum> steps = new TreeMap<>();
        Map<String, Sum> routes = new TreeMap<>();
        Map<String, Boolean> readable = new HashMap<>();
        for (Traffic.Passed passed : traffic.since(from, env)) {
            if (readable.computeIfAbsent(passed.route(), route -> isReadable(caller, env, route))) {
                steps.computeIfAbsent(passed.at(), at -> new Sum()).add(passed);
                routes.computeIfAbsent(passed.route(), route -> new Sum()).add(passed);
            }
        }
        return new TrafficSummary(
                (int) Traffic.STEP.toSeconds(),
                from,
                to,
                steps.entrySet().stream()
                        .map(entry -> entry.getValue().step(entry.getKey()))
                        .toList(),
                routes.entrySet().stream()
                        .map(entry -> entry.getValue().route(entry.getKey()))
                        .sorted((one, other) -> Long.compare(other.requests(), one.requests()))
                        .toList());
    }

    private boolean isReadable(Principal caller, String env, String route) {
        return access.decide(caller, Verb.READ, new ResourceKey("Route", env, route.isEmpty() ? "*" : route))
                .allowed();
    }

    /** What passed, added up. */
    private static final class Sum {
        private final long[] statuses = new long[6];
        private final long[] buckets = new long[Traffic.BOUNDS_MICROS.size() + 1];

        void add(Traffic.Passed passed) {
            for (int i = 0; i < statuses.length; i++) {
                statuses[i] += passed.statuses()[i];
            }
            for (int i = 0; i < buckets.length; i++) {
                buckets[i] += passed.buckets()[i];
            }
        }

        private long requests() {
            long sum = 0;
            for (long count : statuses) {
                sum += count;
            }
            return sum;
        }

        Step step(Instant at) {
            return new Step(at, requests(), statuses[0] + statuses[5], quantile(0.5), quantile(0.99));
        }

        RouteSummary route(String name) {
            return new RouteSummary(
                    name, requests(), statuses[0] + statuses[5], statuses[4], quantile(0.5), quantile(0.99));
        }

        /** As Prometheus does: linear between the bounds of the bucket that it falls into. */
        private @Nullable Double quantile(double share) {
            long total = 0;
            for (long count : buckets) {
                total += count;
            }
            if (total == 0) {
                return null;
            }
            double rank = share * total;
            long below = 0;
            for (int i = 0; i < buckets.length; i++) {
                if (below + buckets[i] >= rank) {
                    double lower = i == 0 ? 0 : Traffic.BOUNDS_MICROS.get(i - 1);
                    double upper = i == Traffic.BOUNDS_MICROS.size() ? lower : Traffic.BOUNDS_MICROS.get(i);
                    return (lower + (upper - lower) * (rank - below) / buckets[i]) / 1000;
                }
                below += buckets[i];
            }
            return Traffic.BOUNDS_MICROS.getLast() / 1000.0;
        }
    }
}
