// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric;

import dev.plinth.core.telemetry.metric.Recent.RecentSeries;
import dev.plinth.core.telemetry.operation.Figures;
import dev.plinth.core.telemetry.operation.Series;
import dev.plinth.core.telemetry.operation.Series.Call;
import dev.plinth.core.telemetry.operation.Series.Operation;
import dev.plinth.core.telemetry.operation.Series.Party;
import dev.plinth.core.telemetry.operation.SeriesStore;
import dev.plinth.core.telemetry.operation.SeriesStore.Minute;
import dev.plinth.promql.Samples;
import dev.plinth.promql.model.Histogram;
import dev.plinth.promql.model.Labels;
import dev.plinth.promql.model.Matcher;
import dev.plinth.timeseries.Exemplar;
import dev.plinth.timeseries.Metadata;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * What was counted of all spans, as metrics with the names that Grafana Tempo gives them. They are no samples that are kept: each is made of the counts by
 * minute when it is asked for. Counters begin anew with each hour, so that the counts of an hour are enough to know one, and none is lost over a reset.
 */
@Component
public class SpanMetrics {
    static final String CALLS = "traces_spanmetrics_calls_total";
    static final String LATENCY = "traces_spanmetrics_latency";
    static final String REQUESTS = "traces_service_graph_request_total";
    static final String FAILED = "traces_service_graph_request_failed_total";
    static final String SECONDS = "traces_service_graph_request_server_seconds";

    private static final long MINUTE = Duration.ofMinutes(1).toMillis();
    private static final long HOUR = Duration.ofHours(1).toMillis();
    private static final double NANOS = 1e9;

    private final SeriesStore store;

    SpanMetrics(SeriesStore store) {
        this.store = store;
    }

    /** Whether series that these match may be among them, by their names. */
    public static boolean mayMatch(List<Matcher> matchers) {
        return new Names(matchers).anyOf(CALLS, LATENCY, REQUESTS, FAILED, SECONDS);
    }

    /** The series that all matchers match and that have samples from one time to the other, both inclusive. */
    List<RecentSeries> select(List<Matcher> matchers, long from, long to) {
        Names names = new Names(matchers);
        long begin = Math.floorDiv(from, HOUR) * HOUR;
        List<RecentSeries> found = new ArrayList<>();
        if (names.anyOf(CALLS, LATENCY)) {
            Map<Operation, NavigableMap<Long, Figures>> counted = new HashMap<>();
            read(Operation.class, begin, to, counted);
            counted.forEach((operation, minutes) -> {
                Labels labels = labels(operation);
                add(found, matchers, failed(labels, false), minutes, to, figures -> figures.calls() - figures.errors());
                add(found, matchers, failed(labels, true), minutes, to, Figures::errors);
                addHistogram(found, matchers, labels.with(Labels.METRIC_NAME, LATENCY), minutes, to);
            });
        }
        if (names.anyOf(REQUESTS, FAILED, SECONDS)) {
            Map<Call, NavigableMap<Long, Figures>> counted = new HashMap<>();
            read(Call.class, begin, to, counted);
            counted.forEach((call, minutes) -> {
                Labels labels = labels(call);
                add(found, matchers, labels.with(Labels.METRIC_NAME, REQUESTS), minutes, to, Figures::calls);
                add(found, matchers, labels.with(Labels.METRIC_NAME, FAILED), minutes, to, Figures::errors);
                addHistogram(found, matchers, labels.with(Labels.METRIC_NAME, SECONDS), minutes, to);
            });
        }
        return found;
    }

    private <S extends Series> void read(Class<S> sort, long begin, long to, Map<S, NavigableMap<Long, Figures>> into) {
        if (begin < to) {
            store.read(
                    sort,
                    null,
                    Instant.ofEpochMilli(begin),
                    Instant.ofEpochMilli(to),
                    (series, minute) -> into.computeIfAbsent(series, key -> new TreeMap<>())
                            .put(minute.at().toEpochMilli(), minute.figures()));
        }
    }

    /** Series of which anything is kept, at whatever time: to read what was counted for their names only would be too much. */
    List<RecentSeries> labels(List<Matcher> matchers) {
        Names names = new Names(matchers);
        List<RecentSeries> found = new ArrayList<>();
        if (names.anyOf(CALLS, LATENCY)) {
            store.known(Operation.class).stream()
                    .map(SpanMetrics::labels)
                    .flatMap(labels -> Stream.of(
                            failed(labels, false), failed(labels, true), labels.with(Labels.METRIC_NAME, LATENCY)))
                    .forEach(labels -> add(found, matchers, labels));
        }
        if (names.anyOf(REQUESTS, FAILED, SECONDS)) {
            store.known(Call.class).stream()
                    .map(SpanMetrics::labels)
                    .flatMap(labels ->
                            Stream.of(REQUESTS, FAILED, SECONDS).map(name -> labels.with(Labels.METRIC_NAME, name)))
                    .forEach(labels -> add(found, matchers, labels));
        }
        return found;
    }

    /** The slowest traces, and those that failed last, of each minute. */
    Map<Labels, List<Exemplar>> exemplars(List<Matcher> matchers, long from, long to) {
        Map<Labels, List<Exemplar>> found = new HashMap<>();
        if (new Names(matchers).anyOf(LATENCY) && from < to) {
            BiConsumer<Operation, Minute> each = (operation, minute) -> {
                Labels labels = labels(operation).with(Labels.METRIC_NAME, LATENCY);
                if (matchers.stream().allMatch(matcher -> matcher.matches(labels))) {
                    String trace = minute.figures().slowTraceId();
                    if (trace != null) {
                        found.computeIfAbsent(labels, key -> new ArrayList<>())
                                .add(new Exemplar(
                                        Labels.of("trace_id", trace),
                                        minute.at().toEpochMilli(),
                                        minute.figures().slowNanos() / NANOS));
                    }
                }
            };
            store.read(Operation.class, null, Instant.ofEpochMilli(from), Instant.ofEpochMilli(to), each);
        }
        return found;
    }

    /** Of those of which there is something. */
    Map<String, Set<Metadata>> metadata() {
        Map<String, Set<Metadata>> found = new HashMap<>();
        if (!store.known(Operation.class).isEmpty()) {
            describe(found, CALLS, Metadata.Type.COUNTER, "Spans, counted from all, kept or not", "");
            describe(found, LATENCY, Metadata.Type.HISTOGRAM, "How long spans took, counted from all", "seconds");
        }
        if (!store.known(Call.class).isEmpty()) {
            describe(found, REQUESTS, Metadata.Type.COUNTER, "Calls of one service to another or to an engine", "");
            describe(found, FAILED, Metadata.Type.COUNTER, "Such calls that failed", "");
            describe(found, SECONDS, Metadata.Type.HISTOGRAM, "How long such calls took", "seconds");
        }
        return found;
    }

    private static void describe(
            Map<String, Set<Metadata>> into, String name, Metadata.Type type, String help, String unit) {
        into.put(name, Set.of(new Metadata(name, type, help, unit)));
    }

    private static Labels labels(Operation operation) {
        return Labels.of(
                "job", operation.service(),
                "service", operation.service(),
                "env", operation.env(),
                "span_name", operation.name(),
                "span_kind", "SPAN_KIND_" + operation.kind().toUpperCase(Locale.ROOT));
    }

    private static Labels failed(Labels labels, boolean failed) {
        return labels.with(Labels.METRIC_NAME, CALLS)
                .with("status_code", failed ? "STATUS_CODE_ERROR" : "STATUS_CODE_UNSET");
    }

    private static Labels labels(Call call) {
        Party from = call.from();
        Party to = call.to();
        return Labels.of(
                "job", from.name(),
                "env", from.env(),
                "client", from.name(),
                "server", to.name(),
                "connection_type", to.isService() ? "" : to.kind());
    }

    private static void add(List<RecentSeries> to, List<Matcher> matchers, Labels labels) {
        if (matchers.stream().allMatch(matcher -> matcher.matches(labels))) {
            to.add(new RecentSeries(labels, () -> Samples.NONE));
        }
    }

    private static void add(
            List<RecentSeries> found,
            List<Matcher> matchers,
            Labels labels,
            NavigableMap<Long, Figures> minutes,
            long to,
            ToLongFunction<Figures> count) {
        if (matchers.stream().allMatch(matcher -> matcher.matches(labels))) {
            found.add(new RecentSeries(labels, () -> counter(minutes, to, count)));
        }
    }

    private static void addHistogram(
            List<RecentSeries> found,
            List<Matcher> matchers,
            Labels labels,
            NavigableMap<Long, Figures> minutes,
            long to) {
        if (matchers.stream().allMatch(matcher -> matcher.matches(labels))) {
            found.add(new RecentSeries(labels, () -> histogram(minutes, to)));
        }
    }

    /** @param minutes what was counted, by the begin of the minute; one at least */
    static Samples counter(NavigableMap<Long, Figures> minutes, long to, ToLongFunction<Figures> count) {
        Columns columns = new Columns();
        walk(minutes, to, (time, sum) -> columns.add(time, (double) count.applyAsLong(sum), null));
        return columns.samples();
    }

    static Samples histogram(NavigableMap<Long, Figures> minutes, long to) {
        Columns columns = new Columns();
        walk(minutes, to, (time, sum) -> columns.add(time, 0, sum.histogram()));
        return columns.samples();
    }

    private interface Step {
        /** @param sum of the hour until then */
        void at(long time, Figures sum);
    }

    /** Each hour in which something was counted begins with nothing, right after the last minute of the one before, and has the sum at the end of each minute. */
    private static void walk(NavigableMap<Long, Figures> minutes, long to, Step step) {
        Long next = minutes.firstKey();
        while (next != null) {
            long hour = Math.floorDiv(next, HOUR) * HOUR;
            Figures sum = new Figures();
            step.at(hour + 1, sum);
            for (long minute = hour; minute < hour + HOUR && minute + MINUTE <= to; minute += MINUTE) {
                Figures figures = minutes.get(minute);
                if (figures != null) {
                    sum.add(figures);
                }
                step.at(minute + MINUTE, sum);
            }
            next = minutes.ceilingKey(hour + HOUR);
        }
    }

    /** Samples as they are made. */
    private static final class Columns {
        private final List<Long> times = new ArrayList<>();
        private final List<Double> values = new ArrayList<>();
        private final List<@Nullable Histogram> histograms = new ArrayList<>();

        void add(long time, double value, @Nullable Histogram histogram) {
            times.add(time);
            values.add(value);
            histograms.add(histogram);
        }

        Samples samples() {
            int size = times.size();
            boolean any = size > 0 && histograms.getFirst() != null;
            return new Samples(
                    times.stream().mapToLong(Long::longValue).toArray(),
                    values.stream().mapToDouble(Double::doubleValue).toArray(),
                    any ? histograms.toArray(new Histogram[0]) : null,
                    size);
        }
    }

    /** What matchers say of the name of a metric. */
    private record Names(List<Matcher> matchers) {
        boolean anyOf(String... names) {
            return Stream.of(names)
                    .anyMatch(name -> matchers.stream()
                            .filter(matcher -> matcher.name().equals(Labels.METRIC_NAME))
                            .allMatch(matcher -> matcher.matches(name)));
        }
    }
}
