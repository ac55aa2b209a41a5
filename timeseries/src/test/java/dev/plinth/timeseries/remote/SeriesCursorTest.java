// SPDX-License-Identifier: Apache-2.0
package dev.plinth.timeseries.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.CodedOutputStream;
import dev.plinth.promql.model.Histogram;
import dev.plinth.promql.model.Histogram.ResetHint;
import dev.plinth.promql.model.Histogram.Span;
import dev.plinth.promql.model.Labels;
import dev.plinth.promql.model.Stale;
import dev.plinth.timeseries.Exemplar;
import dev.plinth.timeseries.Metadata;
import dev.plinth.timeseries.Point;
import dev.plinth.timeseries.TimeSeries;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class SeriesCursorTest {
    private static final long TIME = 1_790_000_000_000L;
    private static final Labels LABELS = Labels.of("__name__", "up", "job", "shop", "größe", "ä€😀");

    @Test
    void what_is_written_is_read() throws Exception {
        Histogram exponential = Histogram.exponential(
                ResetHint.NOT_RESET,
                3,
                1e-128,
                2,
                12,
                7.5,
                List.of(new Span(-3, 2), new Span(4, 1)),
                new double[] {1, 2, 3},
                List.of(new Span(0, 1)),
                new double[] {4});
        Histogram custom = Histogram.custom(
                ResetHint.GAUGE, 3, 1.5, new double[] {0.5, 2}, List.of(new Span(1, 2)), new double[] {1, 2});
        TimeSeries numbers = new TimeSeries(
                LABELS,
                List.of(Point.of(TIME, 1.5), Point.of(TIME + 1, Stale.MARKER), Point.of(-5, -0.0)),
                List.of(new Exemplar(Labels.of("trace_id", "abc"), TIME, 0.25)));
        TimeSeries histograms = TimeSeries.of(
                Labels.of("__name__", "h"),
                Point.of(TIME, exponential),
                Point.of(TIME + 1, custom),
                Point.of(TIME + 2, Histogram.stale()));
        Metadata metadata = new Metadata("up", Metadata.Type.GAUGE, "Whether it is.\nReally.", "seconds");
        SeriesCursor cursor = new SeriesCursor(
                all(RemoteWrite.field(numbers), RemoteWrite.field(metadata), RemoteWrite.field(histograms)));

        assertThat(cursor.next()).isTrue();
        assertThat(cursor.isCanonical()).isTrue();
        assertThat(cursor.labels(UnaryOperator.identity())).isEqualTo(LABELS);
        assertThat(cursor.label("job".getBytes(StandardCharsets.UTF_8))).isEqualTo("shop");
        assertThat(cursor.label("jo".getBytes(StandardCharsets.UTF_8))).isEmpty();
        TimeSeries read = cursor.read();
        assertThat(read.labels()).isEqualTo(LABELS);
        assertThat(read.exemplars()).isEqualTo(numbers.exemplars());
        assertThat(read.points()).extracting(Point::time).containsExactly(TIME, TIME + 1, -5L);
        assertThat(read.points())
                .extracting(point -> Double.doubleToRawLongBits(point.value()))
                .containsExactly(
                        Double.doubleToRawLongBits(1.5),
                        Double.doubleToRawLongBits(Stale.MARKER),
                        Double.doubleToRawLongBits(-0.0));

        assertThat(cursor.next()).isTrue();
        assertThat(cursor.metadata()).containsExactly(metadata);
        List<Point> points = cursor.read().points();
        assertThat(points.get(0).histogram()).matches(h -> h.sameAs(exponential) && h.hint() == ResetHint.NOT_RESET);
        assertThat(points.get(1).histogram()).matches(h -> h.sameAs(custom) && h.hint() == ResetHint.GAUGE);
        assertThat(points.get(2).histogram()).matches(Histogram::isStale);
        assertThat(cursor.next()).isFalse();
    }

    @Test
    void the_same_labels_are_the_same_bytes_whatever_order_they_came_in() throws Exception {
        byte[] ordered = request(out -> {
            label(out, "__name__", "up");
            label(out, "job", "shop");
        });
        byte[] reversed = request(out -> {
            label(out, "job", "shop");
            label(out, "__name__", "up");
        });
        byte[] withEmpty = request(out -> {
            label(out, "__name__", "up");
            label(out, "instance", "");
            label(out, "job", "shop");
        });
        SeriesCursor first = new SeriesCursor(ordered);
        first.next();
        assertThat(first.isCanonical()).isTrue();
        byte[] bytes = Arrays.copyOfRange(ordered, first.labelsFrom(), first.labelsTo());
        for (byte[] other : List.of(reversed, withEmpty)) {
            SeriesCursor cursor = new SeriesCursor(other);
            assertThat(cursor.next()).isTrue();
            assertThat(cursor.isCanonical()).isFalse();
            assertThat(LabelBytes.of(cursor.read().labels())).isEqualTo(bytes);
        }
        assertThat(LabelBytes.hash(ordered, first.labelsFrom(), first.labelsTo()))
                .isEqualTo(LabelBytes.hash(bytes, 0, bytes.length))
                .isEqualTo(-8023759864722311913L);
    }

    @Test
    void labels_with_the_same_name_or_none_are_not_as_they_should_be() throws Exception {
        for (byte[] request : List.of(
                request(out -> {
                    label(out, "a", "1");
                    label(out, "a", "2");
                }),
                request(out -> label(out, "", "1")),
                request(out -> {}))) {
            SeriesCursor cursor = new SeriesCursor(request);
            assertThat(cursor.next()).isTrue();
            assertThat(cursor.isCanonical()).isFalse();
        }
    }

    @Test
    void whole_counts_of_histograms_are_sent_as_differences() throws Exception {
        ByteArrayOutputStream histogram = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(histogram);
        out.writeUInt64(1, 6);
        out.writeDouble(3, 9);
        out.writeSInt32(4, 2);
        out.writeUInt64(6, 1);
        out.writeByteArray(11, new byte[] {0x08, 0x02, 0x10, 0x03});
        out.writeByteArray(12, new byte[] {0x02, 0x02, 0x01});
        out.writeInt64(15, TIME);
        out.flush();
        byte[] request = request(series -> {
            label(series, "__name__", "h");
            series.writeByteArray(4, histogram.toByteArray());
        });
        SeriesCursor cursor = new SeriesCursor(request);
        cursor.next();
        Point point = cursor.read().points().getFirst();
        assertThat(point.time()).isEqualTo(TIME);
        assertThat(point.histogram()).isNotNull().satisfies(h -> {
            assertThat(h.positiveCounts()).containsExactly(1, 2, 1);
            assertThat(h.positiveSpans()).containsExactly(new Span(1, 3));
            assertThat(h.count()).isEqualTo(6);
            assertThat(h.zeroCount()).isEqualTo(1);
        });
    }

    @Test
    void spans_and_counts_that_do_not_fit_are_refused() throws Exception {
        ByteArrayOutputStream histogram = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(histogram);
        out.writeByteArray(11, new byte[] {0x08, 0x02, 0x10, 0x03});
        out.writeByteArray(12, new byte[] {0x02});
        out.flush();
        byte[] request = request(series -> {
            label(series, "__name__", "h");
            series.writeByteArray(4, histogram.toByteArray());
        });
        SeriesCursor cursor = new SeriesCursor(request);
        cursor.next();
        assertThatThrownBy(cursor::read)
                .isInstanceOf(MalformedRequestException.class)
                .hasMessageContaining("positive spans have 3 buckets, and there are 1 counts");
    }

    @Test
    void bytes_that_are_no_request_are_refused_and_never_read_beyond_their_end() {
        Random random = new Random(11);
        byte[] good = RemoteWrite.field(new TimeSeries(
                LABELS, List.of(Point.of(TIME, 1.5)), List.of(new Exemplar(Labels.of("trace_id", "abc"), TIME, 1))));
        List<String> messages = new ArrayList<>();
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = Arrays.copyOf(good, 1 + random.nextInt(good.length));
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            try {
                SeriesCursor cursor = new SeriesCursor(bytes);
                while (cursor.next()) {
                    cursor.read();
                }
            } catch (MalformedRequestException e) {
                messages.add(e.getMessage());
            }
        }
        assertThat(messages).hasSizeGreaterThan(10_000).anyMatch(message -> message.contains("ends too early"));
    }

    private interface Content {
        void write(CodedOutputStream out) throws IOException;
    }

    private static byte[] request(Content content) throws IOException {
        return message(1, content);
    }

    private static byte[] message(int field, Content content) throws IOException {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(message);
        content.write(out);
        out.flush();
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        CodedOutputStream outer = CodedOutputStream.newInstance(request);
        outer.writeByteArray(field, message.toByteArray());
        outer.flush();
        return request.toByteArray();
    }

    private static void label(CodedOutputStream out, String name, String value) throws IOException {
        ByteArrayOutputStream label = new ByteArrayOutputStream();
        CodedOutputStream inner = CodedOutputStream.newInstance(label);
        inner.writeString(1, name);
        inner.writeString(2, value);
        inner.flush();
        out.writeByteArray(1, label.toByteArray());
    }

    private static byte[] all(byte[]... fields) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] field : fields) {
            all.writeBytes(field);
        }
        return all.toByteArray();
    }
}
