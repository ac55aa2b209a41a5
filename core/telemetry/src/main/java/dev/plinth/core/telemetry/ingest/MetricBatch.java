// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.ingest;

import dev.plinth.promql.model.Histogram;
import dev.plinth.promql.model.Labels;
import dev.plinth.timeseries.Exemplar;
import dev.plinth.timeseries.Metadata;
import dev.plinth.timeseries.Point;
import dev.plinth.timeseries.TimeSeries;
import dev.plinth.timeseries.remote.LabelBytes;
import dev.plinth.timeseries.remote.MalformedRequestException;
import dev.plinth.timeseries.remote.RemoteWrite;
import dev.plinth.timeseries.remote.SeriesCursor;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Samples, cut into values for Kafka by partition: those of a series are always in the same. Series that are as they should be are copied as they
 * came. What cannot be kept is counted, and said to the sender.
 */
final class MetricBatch {
    private static final byte[] NAME = Labels.METRIC_NAME.getBytes(StandardCharsets.UTF_8);
    private static final int MAX_LABEL_BYTES = 16 << 10;

    private final ByteArrayOutputStream[] open;
    private final List<Piece> pieces = new ArrayList<>();
    private final Bounds bounds;
    private final LongPredicate mayBeActive;
    private int accepted;
    private int rejected;
    private @Nullable String reason;
    private @Nullable String culprit;

    /** A value for a partition. */
    record Piece(int partition, byte[] value) {}

    /** When samples may be, in milliseconds; both ends inclusive. */
    record Bounds(long from, long to, int maxValue) {}

    /** @param mayBeActive whether the series with this hash may be added to those that the sender has */
    MetricBatch(int partitions, Bounds bounds, LongPredicate mayBeActive) {
        this.open = new ByteArrayOutputStream[partitions];
        for (int i = 0; i < partitions; i++) {
            open[i] = new ByteArrayOutputStream();
        }
        this.bounds = bounds;
        this.mayBeActive = mayBeActive;
    }

    /** Adds what is in a {@code prometheus.WriteRequest}. */
    void add(byte[] request) throws MalformedRequestException {
        SeriesCursor cursor = new SeriesCursor(request);
        Checking checking = new Checking();
        while (cursor.next()) {
            checking.begin();
            if (cursor.isCanonical() && isFit(cursor) && checking.allFit(cursor)) {
                long hash = LabelBytes.hash(request, cursor.labelsFrom(), cursor.labelsTo());
                if (isAdmitted(hash, checking.samples, () -> cursor.label(NAME))) {
                    put(hash, request, cursor.fieldFrom(), cursor.fieldTo(), checking.samples);
                }
            } else {
                try {
                    add(cursor.read());
                } catch (MalformedRequestException e) {
                    reject(Math.max(1, checking.samples), "A series cannot be read: " + e.getMessage());
                }
            }
        }
        cursor.metadata().forEach(this::add);
    }

    private boolean isAdmitted(long hash, int samples, Supplier<String> metric) {
        if (mayBeActive.test(hash)) {
            return true;
        }
        if (culprit == null) {
            culprit = metric.get();
        }
        rejected += samples;
        return false;
    }

    private static boolean isFit(SeriesCursor cursor) {
        return cursor.labelsTo() - cursor.labelsFrom() <= MAX_LABEL_BYTES
                && LabelBytes.isPlain(cursor.bytes(), cursor.labelsFrom(), cursor.labelsTo())
                && !cursor.label(NAME).isEmpty();
    }

    /** Looks at samples without keeping them. */
    private final class Checking implements SeriesCursor.Sink {
        private int samples;
        private boolean fit;

        void begin() {
            samples = 0;
            fit = true;
        }

        boolean allFit(SeriesCursor cursor) {
            try {
                cursor.samples(this);
                return fit;
            } catch (MalformedRequestException e) {
                return false;
            }
        }

        @Override
        public void number(long time, double value) {
            samples++;
            fit &= time >= bounds.from && time <= bounds.to;
        }

        @Override
        public void histogram(long time, Histogram histogram) {
            number(time, 0);
        }

        @Override
        public void exemplar(Exemplar exemplar) {
            fit &= exemplar.time() <= bounds.to;
        }
    }

    /** Adds a series, without samples that cannot be kept. */
    void add(TimeSeries series) {
        String wrong = wrong(series.labels());
        if (wrong != null) {
            reject(series.points().size(), wrong);
            return;
        }
        List<Point> fit = new ArrayList<>(series.points().size());
        for (Point point : series.points()) {
            if (point.time() < bounds.from || point.time() > bounds.to) {
                reject(
                        1,
                        "A sample of %s is from %s (expected: from %s to %s)."
                                .formatted(
                                        series.labels().metricName(),
                                        time(point.time()),
                                        time(bounds.from),
                                        time(bounds.to)));
            } else {
                fit.add(point);
            }
        }
        if (fit.isEmpty()) {
            return;
        }
        byte[] labels = LabelBytes.of(series.labels());
        long hash = LabelBytes.hash(labels, 0, labels.length);
        if (!isAdmitted(hash, fit.size(), () -> series.labels().metricName())) {
            return;
        }
        byte[] field = RemoteWrite.field(new TimeSeries(
                series.labels(),
                fit,
                series.exemplars().stream()
                        .filter(exemplar -> exemplar.time() <= bounds.to)
                        .toList()));
        put(hash, field, 0, field.length, fit.size());
    }

    private static String time(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }

    private static @Nullable String wrong(Labels labels) {
        if (labels.metricName().isEmpty()) {
            return "A series has no name: %s (expected: the label __name__).".formatted(shortened(labels.toString()));
        }
        int bytes = 0;
        for (int i = 0; i < labels.size(); i++) {
            String name = labels.name(i);
            String value = labels.value(i);
            if (!Labels.isName(name)) {
                return "A label of %s has the name \"%s\" (expected: UTF-8, not empty)."
                        .formatted(labels.metricName(), shortened(name));
            }
            bytes += name.length() + value.length();
        }
        return bytes > MAX_LABEL_BYTES
                ? "Labels of %s have %d characters (expected: at most %d in all)."
                        .formatted(labels.metricName(), bytes, MAX_LABEL_BYTES)
                : null;
    }

    private static String shortened(String text) {
        return text.length() <= 200 ? text : text.substring(0, 200) + "…";
    }

    void add(Metadata metadata) {
        byte[] field = RemoteWrite.field(metadata);
        byte[] family = metadata.family().getBytes(StandardCharsets.UTF_8);
        if (field.length < MAX_LABEL_BYTES) {
            append(partition(LabelBytes.hash(family, 0, family.length)), field, 0, field.length);
        }
    }

    private void put(long hash, byte[] bytes, int from, int to, int samples) {
        if (to - from > bounds.maxValue) {
            reject(
                    samples,
                    "A series has %d bytes (expected: at most %d in one request)."
                            .formatted(to - from, bounds.maxValue));
            return;
        }
        append(partition(hash), bytes, from, to);
        accepted += samples;
    }

    /** By the high bits: tables of series use the low ones. */
    private int partition(long hash) {
        return (int) Math.unsignedMultiplyHigh(hash, open.length);
    }

    private void append(int partition, byte[] bytes, int from, int to) {
        ByteArrayOutputStream into = open[partition];
        if (into.size() + to - from > bounds.maxValue) {
            pieces.add(new Piece(partition, into.toByteArray()));
            into.reset();
        }
        into.write(bytes, from, to - from);
    }

    private void reject(int samples, String why) {
        rejected += samples;
        if (reason == null) {
            reason = why;
        }
    }

    /** Adds what the protocol has rejected already. */
    void rejected(int samples, @Nullable String why) {
        rejected += samples;
        reason = reason == null ? why : reason;
    }

    List<Piece> pieces() {
        for (int partition = 0; partition < open.length; partition++) {
            if (open[partition].size() > 0) {
                pieces.add(new Piece(partition, open[partition].toByteArray()));
                open[partition].reset();
            }
        }
        return pieces;
    }

    int accepted() {
        return accepted;
    }

    int rejected() {
        return rejected;
    }

    /** Why the first that was rejected was; null when none was. */
    @Nullable
    String reason() {
        return reason;
    }

    /** The name of the first metric that would have been one series too many; null when none was. */
    @Nullable
    String culprit() {
        return culprit;
    }
}
