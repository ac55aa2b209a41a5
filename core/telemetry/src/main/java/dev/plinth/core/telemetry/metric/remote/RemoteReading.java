// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.remote;

import com.google.protobuf.CodedOutputStream;
import dev.plinth.core.kernel.engine.EngineAway;
import dev.plinth.core.telemetry.metric.MetricStore.Reading;
import dev.plinth.promql.Samples;
import dev.plinth.promql.SelectHints;
import dev.plinth.promql.Series;
import dev.plinth.promql.model.Histogram;
import dev.plinth.promql.model.Labels;
import dev.plinth.promql.model.Matcher;
import dev.plinth.timeseries.Exemplar;
import dev.plinth.timeseries.Metadata;
import dev.plinth.timeseries.Point;
import dev.plinth.timeseries.TimeSeries;
import dev.plinth.timeseries.remote.MalformedRequestException;
import dev.plinth.timeseries.remote.SeriesCursor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads from a store of yours, samples by remote-read 1.0. */
public final class RemoteReading implements Reading {
    private static final int QUERIES = 1;
    private static final int FROM = 1;
    private static final int TO = 2;
    private static final int MATCHERS = 3;
    private static final int MATCHER_TYPE = 1;
    private static final int MATCHER_NAME = 2;
    private static final int MATCHER_VALUE = 3;

    private final RemotePrometheus remote;
    private final Predicate<Labels> readable;

    public RemoteReading(RemotePrometheus remote, Predicate<Labels> readable) {
        this.remote = remote;
        this.readable = readable;
    }

    private record Remote(Labels labels, Samples samples) implements Series {}

    @Override
    public List<? extends Series> select(
            List<Matcher> matchers, long fromMillisExclusive, long toMillisInclusive, SelectHints hints) {
        byte[] answer = remote.read(readRequest(matchers, fromMillisExclusive + 1, toMillisInclusive));
        List<Remote> selected = new ArrayList<>();
        try {
            SeriesCursor results = SeriesCursor.ofReadResponse(answer);
            while (results.next()) {
                TimeSeries series = results.read();
                if (readable.test(series.labels()) && !series.points().isEmpty()) {
                    selected.add(new Remote(series.labels(), samples(series.points())));
                }
            }
        } catch (MalformedRequestException e) {
            throw new EngineAway("the store of metrics does not answer as Prometheus does: " + e.getMessage(), e);
        }
        selected.sort(Comparator.comparing(Remote::labels));
        return selected;
    }

    private static Samples samples(List<Point> points) {
        long[] times = new long[points.size()];
        double[] values = new double[times.length];
        @Nullable Histogram[] histograms = new Histogram[times.length];
        List<Point> sorted =
                points.stream().sorted(Comparator.comparingLong(Point::time)).toList();
        boolean any = false;
        for (int i = 0; i < times.length; i++) {
            times[i] = sorted.get(i).time();
            values[i] = sorted.get(i).value();
            histograms[i] = sorted.get(i).histogram();
            any |= histograms[i] != null;
        }
        return new Samples(times, values, any ? histograms : null, times.length);
    }

    private static byte[] readRequest(List<Matcher> matchers, long from, long to) {
        try {
            ByteArrayOutputStream query = new ByteArrayOutputStream();
            CodedOutputStream out = CodedOutputStream.newInstance(query);
            out.writeInt64(FROM, from);
            out.writeInt64(TO, to);
            for (Matcher matcher : matchers) {
                out.writeByteArray(MATCHERS, matcher(matcher));
            }
            out.flush();
            ByteArrayOutputStream request = new ByteArrayOutputStream();
            CodedOutputStream outer = CodedOutputStream.newInstance(request);
            outer.writeByteArray(QUERIES, query.toByteArray());
            outer.flush();
            return request.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] matcher(Matcher matcher) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.writeEnum(
                MATCHER_TYPE,
                switch (matcher.kind()) {
                    case EQUAL -> 0;
                    case NOT_EQUAL -> 1;
                    case REGEX -> 2;
                    case NOT_REGEX -> 3;
                });
        out.writeString(MATCHER_NAME, matcher.name());
        out.writeString(MATCHER_VALUE, matcher.value());
        out.flush();
        return bytes.toByteArray();
    }

    @Override
    public Set<Labels> series(List<Matcher> matchers, long from, long to) {
        Set<Labels> series = new LinkedHashSet<>();
        for (JsonNode each : remote.data("series?match[]=%s&start=%s&end=%s"
                .formatted(encoded(selector(matchers)), seconds(from), seconds(to)))) {
            Labels labels = labels(each);
            if (readable.test(labels)) {
                series.add(labels);
            }
        }
        return series;
    }

    private static Labels labels(JsonNode node) {
        return Labels.copyOf(node.propertyStream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, each -> each.getValue().asString(""))));
    }

    /** At least one matcher must be one that a series without the label does not match. */
    private static String selector(List<Matcher> matchers) {
        List<Matcher> all = new ArrayList<>(matchers);
        if (matchers.stream().allMatch(matcher -> matcher.matches(""))) {
            all.add(Matcher.of(Matcher.Kind.REGEX, Labels.METRIC_NAME, ".+"));
        }
        return all.stream().map(Matcher::toString).collect(Collectors.joining(",", "{", "}"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** Within what it can read as a time. */
    private static String seconds(long millis) {
        return String.format(Locale.ROOT, "%.3f", Math.clamp(millis, 0, 9_000_000_000_000L) / 1e3);
    }

    @Override
    public SortedSet<String> labelNames(List<Matcher> matchers, long from, long to) {
        SortedSet<String> names = new TreeSet<>();
        series(matchers, from, to).forEach(labels -> names.addAll(labels.asMap().keySet()));
        return names;
    }

    @Override
    public SortedSet<String> labelValues(String name, List<Matcher> matchers, long from, long to) {
        SortedSet<String> values = new TreeSet<>();
        series(matchers, from, to).forEach(labels -> values.add(labels.get(name)));
        values.remove("");
        return values;
    }

    @Override
    public Map<Labels, List<Exemplar>> exemplars(List<Matcher> matchers, long from, long to) {
        Map<Labels, List<Exemplar>> found = new HashMap<>();
        for (JsonNode each : remote.data("query_exemplars?query=%s&start=%s&end=%s"
                .formatted(encoded(selector(matchers)), seconds(from), seconds(to)))) {
            Labels labels = labels(each.path("seriesLabels"));
            if (readable.test(labels)) {
                found.put(
                        labels,
                        each.path("exemplars")
                                .valueStream()
                                .map(exemplar -> new Exemplar(
                                        labels(exemplar.path("labels")),
                                        Math.round(exemplar.path("timestamp").asDouble(0) * 1e3),
                                        Double.parseDouble(
                                                exemplar.path("value").asString("NaN"))))
                                .toList());
            }
        }
        return found;
    }

    @Override
    public Map<String, Set<Metadata>> metadata() {
        Map<String, Set<Metadata>> metadata = new TreeMap<>();
        remote.data("metadata")
                .propertyStream()
                .forEach(family -> family.getValue()
                        .forEach(each -> metadata.computeIfAbsent(family.getKey(), name -> new HashSet<>())
                                .add(new Metadata(
                                        family.getKey(),
                                        Metadata.Type.of(each.path("type").asString("")),
                                        each.path("help").asString(""),
                                        each.path("unit").asString("")))));
        return metadata;
    }

    @Override
    public List<String> missing() {
        return List.of();
    }
}
