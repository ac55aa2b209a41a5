// SPDX-License-Identifier: Apache-2.0
package dev.plinth.timeseries.column;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plinth.promql.Samples;
import dev.plinth.promql.model.Histogram;
import dev.plinth.promql.model.Histogram.ResetHint;
import dev.plinth.promql.model.Histogram.Span;
import dev.plinth.promql.model.Stale;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SampleBlockTest {
    private static final int SIZE = 480;
    private static final int SERIES = 300;
    private static final long START = 1_790_000_000_000L;
    private static final double TAIL = 0.3;

    private final Random random = new Random(7);

    @Test
    void values_of_every_sort_come_back_with_the_same_bits() {
        comesBack(i -> 0);
        comesBack(i -> -0.0);
        comesBack(i -> i % 2 == 0 ? 0.0 : -0.0);
        comesBack(i -> i);
        comesBack(i -> i * 1e6);
        comesBack(i -> i * 0.01);
        comesBack(i -> random.nextGaussian());
        comesBack(i -> random.nextInt(1000) / 1000.0);
        comesBack(i -> Double.longBitsToDouble(random.nextLong()));
        comesBack(i -> random.nextLong() >> random.nextInt(64));
        comesBack(i -> i % 50 == 3 ? Stale.MARKER : i);
        comesBack(i -> i == 0 ? Stale.MARKER : i);
        comesBack(i -> i == SIZE - 1 ? Double.NaN : 5);
        comesBack(i -> i % 7 == 0 ? Double.POSITIVE_INFINITY : i);
        comesBack(i -> Stale.MARKER);
        comesBack(i -> Double.NaN);
        comesBack(i -> i == 100 ? 9_007_199_254_740_991.0 : 1);
        comesBack(i -> i == 100 ? 9_007_199_254_740_994.0 : 1.5);
        comesBack(i -> Math.scalb(1.0, i - 240));
        comesBack(i -> i * 1e-9);
        comesBack(i -> i % 3 == 0 ? 1e15 + i : 1e-7 * i);
        comesBack(i -> Double.MIN_VALUE * i);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 7, 8, 9, 33, 1000})
    void any_number_of_samples_comes_back(int size) {
        for (int round = 0; round < 50; round++) {
            long[] times = new long[size];
            double[] values = new double[size];
            long time = random.nextLong(-START, START);
            for (int i = 0; i < size; i++) {
                time += 1 + random.nextLong(1L << random.nextInt(1, 40));
                times[i] = time;
                values[i] = random.nextInt(4) == 0 ? random.nextDouble() : random.nextInt(100) / 4.0;
            }
            isSame(Chunk.of(new Samples(times, values, null, size)).samples(), times, values);
        }
    }

    private void comesBack(IntToDoubleFunction value) {
        double[] values = new double[SIZE];
        Arrays.setAll(values, value);
        isSame(Chunk.of(new Samples(times(0), values, null, SIZE)).samples(), times(0), values);
    }

    private static void isSame(Samples read, long[] times, double[] values) {
        assertThat(Arrays.copyOf(read.times(), read.size())).containsExactly(times);
        assertThat(bits(read.values(), read.size())).containsExactly(bits(values, values.length));
    }

    private static long[] bits(double[] values, int size) {
        return Arrays.stream(values, 0, size)
                .mapToLong(Double::doubleToRawLongBits)
                .toArray();
    }

    private static long[] times(int jitter) {
        Random random = new Random(jitter);
        long[] times = new long[SIZE];
        Arrays.setAll(times, i -> START + i * 15_000L + (jitter == 0 ? 0 : random.nextInt(jitter)));
        return times;
    }

    @Test
    void each_series_of_a_block_is_read_alone() {
        SampleBlock.Writer writer = new SampleBlock.Writer();
        double[][] values = new double[SERIES][SIZE];
        long[] ids = new long[SERIES];
        for (int i = 0; i < SERIES; i++) {
            Arrays.setAll(values[i], at -> random.nextInt(1_000_000) / 100.0);
            ids[i] = random.nextLong(1L << 40);
            writer.add(ids[i], new Samples(times(i % 3 * 10), values[i], null, SIZE));
        }
        SampleBlock block = SampleBlock.read(writer.toBytes());
        assertThat(block.size()).isEqualTo(SERIES);
        for (int i = SERIES - 1; i >= 0; i--) {
            assertThat(block.id(i)).isEqualTo(ids[i]);
            isSame(block.samples(i), times(i % 3 * 10), values[i]);
        }
    }

    @Test
    void histograms_come_back_with_what_they_are_made_of() {
        Histogram[] histograms = new Histogram[SIZE];
        for (int i = 0; i < SIZE; i++) {
            histograms[i] = histogram(i);
        }
        Samples read = Chunk.of(new Samples(times(0), new double[SIZE], histograms, SIZE))
                .samples();
        isSame(read, histograms);
    }

    /** Buckets are added, the schema changes, some have custom buckets, one is a marker of staleness. */
    private static Histogram histogram(int i) {
        if (i == 200) {
            return Histogram.stale();
        }
        if (i > 400) {
            return Histogram.custom(
                    ResetHint.NOT_RESET, i, i * 0.5, new double[] {0.1, 2.5}, List.of(new Span(0, 2)), new double[] {
                        i - 2.0, 2
                    });
        }
        return Histogram.exponential(
                i % 100 == 0 ? ResetHint.RESET : ResetHint.UNKNOWN,
                i < 300 ? 3 : 2,
                1e-128,
                Math.floorDiv(i, 10),
                i * 3 + 1,
                i * 1.7,
                List.of(new Span(-2, 1), new Span(i < 100 ? 3 : 5, 2)),
                new double[] {i, i * 2.0, 1},
                i < 50 ? List.of() : List.of(new Span(4, 1)),
                i < 50 ? new double[0] : new double[] {Math.floorDiv(i, 2)});
    }

    private static void isSame(Samples read, @Nullable Histogram[] expected) {
        for (int i = 0; i < expected.length; i++) {
            Histogram histogram = read.histograms() == null ? null : read.histograms()[i];
            Histogram wanted = expected[i];
            if (wanted == null || histogram == null) {
                assertThat(histogram).as("at %d", i).isEqualTo(wanted);
            } else {
                assertThat(histogram.sameAs(wanted))
                        .as("%s at %d", histogram, i)
                        .isTrue();
                assertThat(histogram.hint()).isEqualTo(wanted.hint());
            }
        }
    }

    @Test
    void a_series_may_have_numbers_and_histograms() {
        @Nullable Histogram[] histograms = new Histogram[SIZE];
        double[] values = new double[SIZE];
        for (int i = 0; i < SIZE; i++) {
            histograms[i] = i % 5 == 0 ? null : histogram(i);
            values[i] = i % 5 == 0 ? i : 0;
        }
        Samples read = Chunk.of(new Samples(times(0), values, histograms, SIZE)).samples();
        isSame(read, histograms);
        isSame(read, times(0), values);
    }

    @Test
    void counters_gauges_and_constants_are_small() {
        double[] counter = new double[SIZE];
        double sum = random.nextInt(1_000_000);
        for (int i = 0; i < SIZE; i++) {
            sum += 100 + Math.round(random.nextGaussian() * 5);
            counter[i] = sum;
        }
        assertThat(bytesPerSample(counter)).isLessThan(1.2);
        double[] gauge = new double[SIZE];
        Arrays.setAll(gauge, i -> Math.round(5_000 + random.nextGaussian() * 30 + TAIL) / 100.0);
        assertThat(bytesPerSample(gauge)).isLessThan(1.4);
        double[] constant = new double[SIZE];
        Arrays.fill(constant, 17.25);
        assertThat(bytesPerSample(constant)).isLessThan(0.1);
    }

    private static double bytesPerSample(double[] values) {
        SampleBlock.Writer writer = new SampleBlock.Writer();
        for (int i = 0; i < SERIES; i++) {
            writer.add(1_000 + i, new Samples(times(0), values, null, SIZE));
        }
        return (double) writer.toBytes().length / SERIES / SIZE;
    }

    @Test
    void bytes_that_are_no_block_are_refused() {
        SampleBlock.Writer writer = new SampleBlock.Writer();
        writer.add(5, new Samples(times(0), new double[SIZE], null, SIZE));
        byte[] bytes = writer.toBytes();
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> SampleBlock.read(cut).samples(0)).isInstanceOf(CorruptColumnException.class);
        }
        byte[] newer = bytes.clone();
        newer[0] = 2;
        assertThatThrownBy(() -> SampleBlock.read(newer)).hasMessageContaining("format 2");
    }

    @Test
    void damaged_bytes_never_do_worse_than_a_refusal() {
        SampleBlock.Writer writer = new SampleBlock.Writer();
        double[] values = new double[SIZE];
        Arrays.setAll(values, i -> random.nextInt(5) == 0 ? random.nextDouble() : i);
        writer.add(5, new Samples(times(9), values, null, SIZE));
        byte[] bytes = writer.toBytes();
        for (int round = 0; round < 2_000; round++) {
            byte[] damaged = bytes.clone();
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            try {
                SampleBlock block = SampleBlock.read(damaged);
                assertThat(block.samples(0).size()).isBetween(0, damaged.length * 8);
            } catch (CorruptColumnException expected) {
                assertThat(expected).hasMessageNotContaining("null");
            }
        }
    }
}
