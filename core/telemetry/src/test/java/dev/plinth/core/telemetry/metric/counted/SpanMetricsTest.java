// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.counted;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.core.telemetry.operation.Figures;
import dev.plinth.promql.Engine;
import dev.plinth.promql.EngineOptions;
import dev.plinth.promql.QueryResult.Vector;
import dev.plinth.promql.Samples;
import dev.plinth.promql.model.Labels;
import dev.plinth.promql.script.InMemorySource;
import java.time.Duration;
import java.util.Arrays;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SpanMetricsTest {
    private static final long MINUTE = Duration.ofMinutes(1).toMillis();
    private static final long HOUR = Duration.ofHours(1).toMillis();
    private static final long START = 1_790_000_000_000L / HOUR * HOUR;

    private static NavigableMap<Long, Figures> minutes(int... counts) {
        NavigableMap<Long, Figures> minutes = new TreeMap<>();
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] > 0) {
                minutes.put(START + i * MINUTE, Figures.of(counts[i], Duration.ofMillis(20)));
            }
        }
        return minutes;
    }

    @Test
    void a_counter_has_the_sum_of_its_hour_at_the_end_of_each_minute() {
        Samples samples = HourlyCounters.of(minutes(3, 0, 4), START + 4 * MINUTE, Figures::calls);
        assertThat(Arrays.copyOf(samples.times(), samples.size()))
                .containsExactly(START + 1, START + MINUTE, START + 2 * MINUTE, START + 3 * MINUTE, START + 4 * MINUTE);
        assertThat(Arrays.copyOf(samples.values(), samples.size())).containsExactly(0, 3, 3, 7, 7);
    }

    @Test
    void over_the_end_of_an_hour_nothing_is_lost_and_an_hour_without_anything_has_no_samples() {
        int[] counts = new int[200];
        Arrays.fill(counts, 0, 60, 1);
        // more in the first minute than in the hour before
        counts[60] = 100;
        counts[199] = 5;
        Samples samples = HourlyCounters.of(minutes(counts), START + 200 * MINUTE, Figures::calls);
        InMemorySource source = new InMemorySource();
        for (int i = 0; i < samples.size(); i++) {
            source.add(Labels.of("__name__", "calls"), samples.times()[i], samples.values()[i]);
        }
        double sum = 0;
        double last = 0;
        for (int i = 0; i < samples.size(); i++) {
            double value = samples.values()[i];
            sum += value < last ? value : value - last;
            last = value;
        }
        assertThat(sum).isEqualTo(165);
        assertThat(((Vector) new Engine(EngineOptions.DEFAULT)
                                .instant(source, "resets(calls[4h])", START + 200 * MINUTE)
                                .value())
                        .samples())
                .singleElement()
                .satisfies(sample -> assertThat(sample.value()).isEqualTo(2));
        assertThat(Arrays.stream(samples.times(), 0, samples.size()))
                .noneMatch(time -> time > START + 2 * HOUR + 1 && time < START + 3 * HOUR);
    }

    @Test
    void how_long_they_took_is_a_native_histogram_in_seconds() {
        Samples samples = SpanMetrics.histogram(minutes(3, 2), START + 2 * MINUTE);
        assertThat(samples.histograms()).isNotNull().hasSize(3).satisfies(histograms -> {
            assertThat(histograms[2].count()).isEqualTo(5);
            assertThat(histograms[2].sum()).isEqualTo(0.1);
            assertThat(histograms[2].buckets()).singleElement().satisfies(bucket -> {
                assertThat(bucket.lower()).isLessThan(0.02);
                assertThat(bucket.upper()).isGreaterThanOrEqualTo(0.02);
            });
        });
    }
}
