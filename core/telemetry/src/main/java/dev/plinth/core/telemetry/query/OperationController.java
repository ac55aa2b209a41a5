// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.query;

import dev.plinth.core.kernel.access.Principal;
import dev.plinth.core.telemetry.TelemetryRoom;
import dev.plinth.core.telemetry.operation.Figures;
import dev.plinth.core.telemetry.operation.Series;
import dev.plinth.core.telemetry.operation.Series.Call;
import dev.plinth.core.telemetry.operation.Series.Party;
import dev.plinth.core.telemetry.operation.SeriesStore;
import dev.plinth.core.telemetry.query.Operations.Example;
import dev.plinth.core.telemetry.query.Operations.OperationHistory;
import dev.plinth.core.telemetry.query.Operations.OperationList;
import dev.plinth.core.telemetry.query.Operations.OperationPoint;
import dev.plinth.core.telemetry.query.Operations.OperationSummary;
import dev.plinth.core.telemetry.query.ServiceGraph.Graph;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Rate, errors and durations of operations, and of what talks to what: counted from all spans, whether they are kept or not. */
@RestController
@Tag(name = "Telemetry")
class OperationController {
    private static final Duration STEP = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final int MAX_GRAPH_MINUTES = 24 * 60;
    private static final int POINTS = 72;
    private static final int EXAMPLE_PARTS = 10;
    private static final int MAX_LIMIT = 1_000;
    private static final List<Integer> STEP_MINUTES = List.of(1, 2, 5, 10, 20);

    private final TelemetryRoom room;
    private final SeriesStore store;
    private final Rights rights;
    private final Clock clock;

    OperationController(TelemetryRoom room, SeriesStore store, Rights rights, Clock clock) {
        this.room = room;
        this.store = store;
        this.rights = rights;
        this.clock = clock;
    }

    @GetMapping("/api/v1/operations")
    @Operation(
            summary = "Operations with their rate, errors and durations",
            description =
                    "Counted from all spans, whether they are kept or not, by whole minutes. Those that took the most time in all come"
                            + " first. Services that the caller may not read (kind Traces) are left out.")
    OperationList operations(
            @RequestParam(required = false) @Nullable String service,
            @RequestParam(defaultValue = "") String env,
            @Parameter(description = "server, client, producer, consumer or internal; all if absent")
                    @RequestParam(defaultValue = "")
                    String kind,
            @Parameter(description = "The last hour if absent") @RequestParam(required = false) @Nullable Instant from,
            @RequestParam(required = false) @Nullable Instant to,
            @RequestParam(defaultValue = "200") int limit,
            @Parameter(hidden = true) Principal caller) {
        room.require();
        rights.requireAny(caller, Rights.TRACES);
        Asked.within("limit", limit, 1, MAX_LIMIT);
        Period period = minutes(from, to);
        Map<Series.Operation, Figures> sums = new HashMap<>();
        read(
                service,
                env,
                kind,
                period,
                caller,
                (operation, minute) ->
                        sums.computeIfAbsent(operation, key -> new Figures()).add(minute.figures()));
        List<OperationSummary> items = sums.entrySet().stream()
                .map(entry -> OperationSummary.of(entry.getKey(), entry.getValue(), period.seconds()))
                .sorted(Comparator.comparingDouble(OperationSummary::totalMillis)
                        .reversed()
                        .thenComparing(OperationSummary::service)
                        .thenComparing(OperationSummary::operation))
                .toList();
        return new OperationList(
                period.from(),
                period.to(),
                items.size() > limit ? items.subList(0, limit) : items,
                items.size() > limit);
    }

    @GetMapping("/api/v1/operations/history")
    @Operation(
            summary = "Rate, errors and durations over time",
            description =
                    "Of a service, or one of its operations. Examples are traces that are kept: the slowest and one that failed of each"
                            + " tenth of the time.")
    OperationHistory history(
            @RequestParam String service,
            @Parameter(description = "Name of the span; all that answer if absent")
                    @RequestParam(required = false)
                    @Nullable
                    String operation,
            @RequestParam(defaultValue = "") String env,
            @RequestParam(defaultValue = "") String kind,
            @Parameter(description = "The last hour if absent") @RequestParam(required = false) @Nullable Instant from,
            @RequestParam(required = false) @Nullable Instant to,
            @Parameter(hidden = true) Principal caller) {
        room.require();
        rights.requireAny(caller, Rights.TRACES);
        Period period = minutes(from, to);
        Duration step = step(period);
        Map<Instant, Figures> points = new TreeMap<>();
        for (Instant at = period.from(); at.isBefore(period.to()); at = at.plus(step)) {
            points.put(at, new Figures());
        }
        read(service, env, kind, period, caller, (each, minute) -> {
            boolean wanted = operation == null
                    ? answers(each) || !kind.isEmpty()
                    : each.name().equals(operation);
            if (wanted) {
                long steps = Duration.between(period.from(), minute.at()).dividedBy(step);
                Figures figures = points.get(period.from().plus(step.multipliedBy(steps)));
                if (figures != null) {
                    figures.add(minute.figures());
                }
            }
        });
        List<OperationPoint> items = new ArrayList<>();
        points.forEach((at, figures) -> items.add(OperationPoint.of(at, figures, step.toSeconds())));
        return new OperationHistory(period.from(), period.to(), step.toSeconds(), items, examples(points));
    }

    /** From the whole time, of each part of it the slowest and the last that failed. */
    private static List<Example> examples(Map<Instant, Figures> points) {
        List<Instant> times = List.copyOf(points.keySet());
        int part = Math.max(1, Math.ceilDiv(times.size(), EXAMPLE_PARTS));
        List<Example> examples = new ArrayList<>();
        for (int from = 0; from < times.size(); from += part) {
            Example slow = null;
            Example failed = null;
            for (Instant at : times.subList(from, Math.min(times.size(), from + part))) {
                for (Example each : Example.of(at, Objects.requireNonNull(points.get(at)))) {
                    if (each.error()) {
                        failed = each;
                    } else if (slow == null || each.isSlowerThan(slow)) {
                        slow = each;
                    }
                }
            }
            Stream.of(slow, failed).filter(Objects::nonNull).forEach(examples::add);
        }
        return examples;
    }

    private static boolean answers(Series.Operation operation) {
        return operation.kind().equals("server") || operation.kind().equals("consumer");
    }

    private void read(
            @Nullable String service,
            String env,
            String kind,
            Period period,
            Principal caller,
            BiConsumer<Series.Operation, SeriesStore.Minute> each) {
        MayRead readable = new MayRead(caller);
        store.read(Series.Operation.class, service, period.from(), period.to(), (operation, minute) -> {
            if ((env.isEmpty() || operation.env().equals(env))
                    && (kind.isEmpty() || operation.kind().equals(kind))
                    && readable.is(operation.service(), operation.env())) {
                each.accept(operation, minute);
            }
        });
    }

    /** The minutes that are in it, in part or whole. */
    private Period minutes(@Nullable Instant from, @Nullable Instant to) {
        Period asked = Period.of(from, to == null ? clock.instant() : to, clock);
        if (Duration.between(asked.from(), asked.to()).compareTo(LONGEST) > 0) {
            throw Asked.wrong("from", asked.from(), "at most a day before " + asked.to());
        }
        Instant end = asked.to().truncatedTo(ChronoUnit.MINUTES);
        return new Period(asked.from().truncatedTo(ChronoUnit.MINUTES), end.equals(asked.to()) ? end : end.plus(STEP));
    }

    private static Duration step(Period period) {
        long minutes = Duration.between(period.from(), period.to()).toMinutes();
        return Duration.ofMinutes(STEP_MINUTES.stream()
                .filter(step -> minutes / step <= POINTS)
                .findFirst()
                .orElse(STEP_MINUTES.getLast()));
    }

    @GetMapping("/api/v1/service-graph")
    @Operation(
            summary = "What talks to what",
            description =
                    "Counted from all spans of that time, whether they are kept or not, by whole minutes; services that the caller may not"
                            + " read (kind Traces) are left out.")
    Graph graph(
            @Parameter(description = "How far back to look") @RequestParam(defaultValue = "15") int minutes,
            @RequestParam(defaultValue = "") String env,
            @Parameter(hidden = true) Principal caller) {
        room.require();
        rights.requireAny(caller, Rights.TRACES);
        Asked.within("minutes", minutes, 1, MAX_GRAPH_MINUTES);
        Instant now = clock.instant();
        Period period = minutes(now.minus(Duration.ofMinutes(minutes)), now);
        MayRead readable = new MayRead(caller);
        ServiceGraph graph = new ServiceGraph();
        store.read(Series.Operation.class, null, period.from(), period.to(), (operation, minute) -> {
            if (isOf(env, operation.env()) && readable.is(operation.service(), operation.env())) {
                graph.add(operation, minute.figures());
            }
        });
        store.read(Call.class, null, period.from(), period.to(), (call, minute) -> {
            if (isOf(env, call.from().env())
                    && isOf(env, call.to().env())
                    && readable.is(call.from())
                    && readable.is(call.to())) {
                graph.add(call, minute.figures());
            }
        });
        return graph.graph(period.from(), now);
    }

    /** What does not say where it is may be there. */
    private static boolean isOf(String wanted, String env) {
        return wanted.isEmpty() || env.isEmpty() || env.equals(wanted);
    }

    /** What the caller may read, each asked once. */
    private final class MayRead {
        private final Principal caller;
        private final Map<String, Boolean> known = new HashMap<>();

        MayRead(Principal caller) {
            this.caller = caller;
        }

        boolean is(Party party) {
            return !party.isService() || is(party.name(), party.env());
        }

        boolean is(String service, String env) {
            return known.computeIfAbsent(
                    env + "/" + service, key -> rights.isReadable(caller, Rights.TRACES, service, env));
        }
    }
}
