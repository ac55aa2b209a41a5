// SPDX-License-Identifier: Apache-2.0
package dev.plinth.timeseries.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plinth.promql.Samples;
import dev.plinth.promql.model.Histogram;
import dev.plinth.promql.model.Histogram.ResetHint;
import dev.plinth.promql.model.Histogram.Span;
import dev.plinth.promql.model.Labels;
import dev.plinth.promql.model.Matcher;
import dev.plinth.promql.model.Matcher.Kind;
import dev.plinth.timeseries.Exemplar;
import dev.plinth.timeseries.Metadata;
import dev.plinth.timeseries.Point;
import dev.plinth.timeseries.TimeSeries;
import dev.plinth.timeseries.head.Head.Added;
import dev.plinth.timeseries.head.Head.Part;
import dev.plinth.timeseries.remote.MalformedRequestException;
import dev.plinth.timeseries.remote.RemoteWrite;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class HeadTest {
    private static final long WINDOW = Duration.ofHours(2).toMillis();
    private static final long START = 1_790_000_000_000L / WINDOW * WINDOW;
    private static final Labels UP = Labels.of("__name__", "up", "job", "shop");
    private static final Labels DOWN = Labels.of("__name__", "down", "job", "shop");

    private final Head head = new Head(WINDOW, START);

    @Test
    void samples_are_found_in_the_order_of_time_whatever_order_they_came_in() throws Exception {
        Random random = new Random(5);
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            points.add(Point.of(START + i * 10_000L, i));
        }
        // most arrive nearly in order, some very late
        for (int i = 0; i < points.size(); i++) {
            Collections.swap(
                    points, i, Math.min(points.size() - 1, i + random.nextInt(random.nextInt(20) == 0 ? 600 : 3)));
        }
        for (Point point : points) {
            assertThat(add(TimeSeries.of(UP, point))).isEqualTo(new Added(1, 0, 0));
        }
        assertThat(times(UP)).hasSize(2_000).isSorted().startsWith(START).endsWith(START + 1_999 * 10_000L);
        for (Point point : points) {
            assertThat(add(TimeSeries.of(UP, Point.of(point.time(), -1)))).isEqualTo(new Added(0, 1, 0));
        }
        assertThat(samples(UP).values()).doesNotContain(-1);
    }

    @Test
    void numbers_and_histograms_may_take_turns() throws Exception {
        for (int i = 0; i < 300; i++) {
            add(TimeSeries.of(UP, i % 3 == 0 ? Point.of(START + i, i) : Point.of(START + i, histogram(i))));
        }
        Samples samples = samples(UP);
        assertThat(samples.size()).isEqualTo(300);
        for (int i = 0; i < 300; i++) {
            Histogram histogram = Objects.requireNonNull(samples.histograms())[i];
            if (i % 3 == 0) {
                assertThat(histogram).isNull();
                assertThat(samples.values()[i]).isEqualTo(i);
            } else {
                assertThat(histogram).isNotNull().matches(h -> h.count() == 10);
            }
        }
    }

    private static Histogram histogram(int i) {
        return Histogram.exponential(
                ResetHint.UNKNOWN,
                3,
                0,
                0,
                10,
                i,
                List.of(new Span(1, 1)),
                new double[] {10},
                List.of(),
                new double[0]);
    }

    @Test
    void matchers_and_time_select_series() throws Exception {
        add(TimeSeries.of(UP, Point.of(START + 10, 1)), TimeSeries.of(DOWN, Point.of(START + 20, 1)));
        assertThat(selected(List.of(Matcher.of(Kind.EQUAL, "job", "shop")), START, START + 100))
                .containsExactlyInAnyOrder(UP, DOWN);
        assertThat(selected(List.of(Matcher.of(Kind.EQUAL, "__name__", "up")), START, START + 100))
                .containsExactly(UP);
        assertThat(selected(List.of(), START + 11, START + 100)).containsExactly(DOWN);
        assertThat(selected(List.of(), START, START + 9)).isEmpty();
    }

    @Test
    void a_window_is_taken_out_whole_and_then_forgotten_with_the_series_that_ended() throws Exception {
        long next = START + WINDOW;
        add(
                TimeSeries.of(UP, Point.of(START + 1, 1), Point.of(next - 1, 2), Point.of(next, 3)),
                TimeSeries.of(DOWN, Point.of(START + 5, 4)));
        add(TimeSeries.of(UP, Point.of(START, 0), Point.of(next - 2, 5)));
        List<Part> parts = head.before(next);
        assertThat(parts).extracting(Part::labels).containsExactly(DOWN, UP);
        assertThat(Arrays.copyOf(
                        parts.get(1).samples().times(), parts.get(1).samples().size()))
                .containsExactly(START, START + 1, next - 2, next - 1);
        assertThat(times(UP)).as("it is there until it is kept").hasSize(5);

        head.dropBefore(next);
        assertThat(times(UP)).containsExactly(next);
        assertThat(head.size()).isEqualTo(1);
        assertThat(add(TimeSeries.of(UP, Point.of(next - 1, 9), Point.of(next + 1, 9))))
                .isEqualTo(new Added(1, 0, 1));
        assertThat(add(TimeSeries.of(DOWN, Point.of(next + 7, 1)))).isEqualTo(new Added(1, 0, 0));
        assertThat(times(DOWN)).containsExactly(next + 7);
    }

    @Test
    void exemplars_and_metadata_are_found() throws Exception {
        Exemplar exemplar = new Exemplar(Labels.of("trace_id", "abc"), START + 1, 0.5);
        Metadata metadata = new Metadata("up", Metadata.Type.GAUGE, "Whether it is up", "");
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(RemoteWrite.field(metadata));
        request.writeBytes(RemoteWrite.field(new TimeSeries(UP, List.of(Point.of(START, 1)), List.of(exemplar))));
        head.add(request.toByteArray());
        assertThat(head.metadata()).containsOnlyKeys("up");
        assertThat(head.metadata().get("up")).containsExactly(metadata);
        assertThat(head.exemplars(List.of(Matcher.of(Kind.EQUAL, "job", "shop")), START, START + 1))
                .isEqualTo(Map.of(UP, List.of(exemplar)));
        assertThat(head.exemplars(List.of(), START + 2, START + 5)).isEmpty();
    }

    @Test
    void what_is_no_request_is_refused() {
        assertThatThrownBy(() -> head.add(new byte[] {1, 2, 3})).isInstanceOf(MalformedRequestException.class);
    }

    @Test
    void whoever_reads_meanwhile_sees_a_beginning_of_what_is_added() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        try (ExecutorService readers = Executors.newFixedThreadPool(3)) {
            List<Future<Integer>> reading = new ArrayList<>();
            CountDownLatch begun = new CountDownLatch(3);
            for (int reader = 0; reader < 3; reader++) {
                reading.add(readers.submit(() -> {
                    int reads = 0;
                    begun.countDown();
                    while (!done.get() || reads == 0) {
                        for (HeadSeries each : head.select(List.of(), 0, Long.MAX_VALUE)) {
                            Samples samples = each.samples();
                            for (int i = 0; i < samples.size(); i++) {
                                assertThat(samples.times()[i]).isEqualTo(START + i * 1_000L);
                                assertThat(samples.values()[i]).isEqualTo(i);
                            }
                        }
                        reads++;
                    }
                    return reads;
                }));
            }
            try {
                assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
                for (int i = 0; i < 3_000; i++) {
                    add(
                            TimeSeries.of(UP, Point.of(START + i * 1_000L, i)),
                            TimeSeries.of(
                                    UP.with("n", Integer.toString(i % 50)),
                                    Point.of(START + i / 50 * 1_000L, Math.floorDiv(i, 50))));
                }
            } finally {
                done.set(true);
            }
            for (Future<Integer> each : reading) {
                assertThat(each.get()).isPositive();
            }
        }
    }

    @Test
    void parts_are_merged_and_of_two_at_the_same_time_the_first_counts() {
        Random random = new Random(9);
        for (int round = 0; round < 500; round++) {
            TreeMap<Long, Double> expected = new TreeMap<>();
            List<Samples> parts = new ArrayList<>();
            for (int part = 0; part < random.nextInt(1, 4); part++) {
                TreeMap<Long, Double> own = new TreeMap<>();
                for (int i = random.nextInt(6); i > 0; i--) {
                    own.put(random.nextLong(12), (double) part);
                }
                own.forEach(expected::putIfAbsent);
                parts.add(new Samples(
                        own.keySet().stream().mapToLong(Long::longValue).toArray(),
                        own.values().stream().mapToDouble(Double::doubleValue).toArray(),
                        null,
                        own.size()));
            }
            Samples merged = MergedSamples.of(parts);
            TreeMap<Long, Double> found = new TreeMap<>();
            for (int i = 0; i < merged.size(); i++) {
                assertThat(found.put(merged.times()[i], merged.values()[i])).isNull();
            }
            assertThat(found).isEqualTo(expected);
            assertThat(Arrays.copyOf(merged.times(), merged.size())).isSorted();
        }
    }

    private Added add(TimeSeries... series) throws MalformedRequestException {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        for (TimeSeries each : series) {
            request.writeBytes(RemoteWrite.field(each));
        }
        return head.add(request.toByteArray());
    }

    private List<Labels> selected(List<Matcher> matchers, long from, long to) {
        return head.select(matchers, from, to).stream().map(HeadSeries::labels).toList();
    }

    private Samples samples(Labels labels) {
        return head.select(List.of(), 0, Long.MAX_VALUE).stream()
                .filter(series -> series.labels().equals(labels))
                .findFirst()
                .orElseThrow()
                .samples();
    }

    private long[] times(Labels labels) {
        Samples samples = samples(labels);
        return Arrays.copyOf(samples.times(), samples.size());
    }
}
