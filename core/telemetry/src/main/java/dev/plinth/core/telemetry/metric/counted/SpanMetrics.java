// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.counted;

import dev.plinth.core.telemetry.operation.Figures;
import dev.plinth.core.telemetry.operation.Series;
import dev.plinth.core.telemetry.operation.Series.Call;
import dev.plinth.core.telemetry.operation.Series.Operation;
import dev.plinth.core.telemetry.operation.Series.Party;
import dev.plinth.core.telemetry.operation.SeriesStore;
import dev.plinth.core.telemetry.operation.SeriesStore.Minute;
import dev.plinth.promql.Samples;
import dev.plinth.promql.model.Labels;
import dev.plinth.promql.model.Matcher;
import dev.plinth.timeseries.Exemplar;
import dev.plinth.timeseries.Metadata;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * What was counted of all spans, as metrics with the names that Grafana Tempo gives them. They are no samples that are kept: each is made of the counts by
 * minute when it is asked for. Counters begin anew with each hour, so that the counts of an hour are enough to know one, and none is lost over a reset.
 */
@Component
class SpanMetrics implements CountedSeries {
    static final String CALLS = "traces_spanmetrics_calls_total";
    static final String LATENCY = "traces_spanmetrics_latency";
    static final String REQUESTS = "traces_service_graph_request_total";
    static final String FAILED = "traces_service_graph_request_failed_total";
    static final String SECONDS = "traces_service_graph_request_server_seconds";

    private static final double NANOS = 1e9;

    private final SeriesStore store;

    SpanMetrics(SeriesStore store) {
        this.store = store;
    }

    @Override
    public Set<String> names() {
        return Set.of(CALLS, LATENCY, REQUESTS, FAILED, SECONDS);
    }

    @Override
    public List<Counted> select(List<Matcher> matchers, long from, long to) {
        long begin = HourlyCounters.begin(from);
        List<Counted> found = new ArrayList<>();
        if (CountedSeries.anyOf(matchers, CALLS, LATENCY)) {
            Map<Operation, NavigableMap<Long, Figures>> counted = new HashMap<>();
            read(Operation.class, begin, to, counted);
            counted.forEach((operation, minutes) -> {
                Labels labels = labels(operation);
                add(found, matchers, failed(labels, false), minutes, to, figures -> figures.calls() - figures.errors());
                add(found, matchers, failed(labels, true), minutes, to, Figures::errors);
                addHistogram(found, matchers, labels.with(Labels.METRIC_NAME, LATENCY), minutes, to);
            });
        }
        if (CountedSeries.anyOf(matchers, REQUESTS, FAILED, SECONDS)) {
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

    @Override
    public Set<Labels> labels(List<Matcher> matchers) {
        Set<Labels> found = new HashSet<>();
        if (CountedSeries.anyOf(matchers, CALLS, LATENCY)) {
            store.known(Operation.class).stream()
                    .map(SpanMetrics::labels)
                    .flatMap(labels -> Stream.of(
                            failed(labels, false), failed(labels, true), labels.with(Labels.METRIC_NAME, LATENCY)))
                    .filter(labels -> CountedSeries.matches(matchers, labels))
                    .forEach(found::add);
        }
        if (CountedSeries.anyOf(matchers, REQUESTS, FAILED, SECONDS)) {
            store.known(Call.class).stream()
                    .map(SpanMetrics::labels)
                    .flatMap(labels ->
                            Stream.of(REQUESTS, FAILED, SECONDS).map(name -> labels.with(Labels.METRIC_NAME, name)))
                    .filter(labels -> CountedSeries.matches(matchers, labels))
                    .forEach(found::add);
        }
        return found;
    }

    /** The slowest traces of each minute. */
    @Override
    public Map<Labels, List<Exemplar>> exemplars(List<Matcher> matchers, long from, long to) {
        Map<Labels, List<Exemplar>> found = new HashMap<>();
        if (CountedSeries.anyOf(matchers, LATENCY) && from < to) {
            BiConsumer<Operation, Minute> each = (operation, minute) -> {
                Labels labels = labels(operation).with(Labels.METRIC_NAME, LATENCY);
                if (CountedSeries.matches(matchers, labels)) {
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

    @Override
    public Map<String, Set<Metadata>> metadata() {
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

    private static void add(
            List<Counted> found,
            List<Matcher> matchers,
            Labels labels,
            NavigableMap<Long, Figures> minutes,
            long to,
            ToDoubleFunction<Figures> count) {
        if (CountedSeries.matches(matchers, labels)) {
            found.add(new Counted(labels, () -> HourlyCounters.of(minutes, to, count)));
        }
    }

    private static void addHistogram(
            List<Counted> found, List<Matcher> matchers, Labels labels, NavigableMap<Long, Figures> minutes, long to) {
        if (CountedSeries.matches(matchers, labels)) {
            found.add(new Counted(labels, () -> histogram(minutes, to)));
        }
    }

    /** @param minutes what was counted, by the begin of the minute; one at least */
    static Samples histogram(NavigableMap<Long, Figures> minutes, long to) {
        HourlyCounters.Columns columns = new HourlyCounters.Columns();
        HourlyCounters.walk(minutes, to, new HourlyCounters.Step<>() {
            private Figures sum = new Figures();

            @Override
            public void begin() {
                sum = new Figures();
            }

            @Override
            public void add(Figures counted) {
                sum.add(counted);
            }

            @Override
            public void at(long time) {
                columns.add(time, 0, sum.histogram());
            }
        });
        return columns.samples();
    }
}
