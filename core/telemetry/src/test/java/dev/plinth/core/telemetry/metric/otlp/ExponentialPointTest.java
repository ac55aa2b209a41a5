// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.otlp;

import static dev.plinth.core.telemetry.metric.otlp.TestingMetrics.TIME;
import static dev.plinth.core.telemetry.metric.otlp.TestingMetrics.convert;
import static dev.plinth.core.telemetry.metric.otlp.TestingMetrics.exemplar;
import static dev.plinth.core.telemetry.metric.otlp.TestingMetrics.exponential;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.promql.model.Histogram;
import dev.plinth.promql.model.Histogram.Span;
import dev.plinth.timeseries.Metadata;
import dev.plinth.timeseries.TimeSeries;
import io.opentelemetry.proto.metrics.v1.DataPointFlags;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint.Buckets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ExponentialPointTest {
    private static Buckets buckets(int offset, Long... counts) {
        return Buckets.newBuilder()
                .setOffset(offset)
                .addAllBucketCounts(List.of(counts))
                .build();
    }

    private static Histogram histogram(ExponentialHistogramDataPoint.Builder point) {
        Converted converted = convert(exponential("latency", "s", point));
        assertThat(converted.rejected()).as(converted.reason()).isZero();
        TimeSeries series = converted.series().getFirst();
        assertThat(series.labels().toString()).isEqualTo("{__name__=\"latency_seconds\", job=\"shop\"}");
        assertThat(series.points().getFirst().time()).isEqualTo(TIME);
        return Objects.requireNonNull(series.points().getFirst().histogram());
    }

    @Test
    void bounds_stay_what_they_were() {
        Histogram histogram = histogram(ExponentialHistogramDataPoint.newBuilder()
                .setScale(0)
                .setCount(8)
                .setSum(11.5)
                .setZeroCount(1)
                .setPositive(buckets(0, 2L, 0L, 4L))
                .setNegative(buckets(-2, 1L)));
        assertThat(histogram).hasToString("{count:8, sum:11.5, [-0.5,-0.25):1, [-1e-128,1e-128]:1, (1,2]:2, (4,8]:4}");
        assertThat(histogram.hint()).isEqualTo(Histogram.ResetHint.UNKNOWN);
        assertThat(histogram.positiveSpans()).containsExactly(new Span(1, 1), new Span(1, 1));
    }

    @Test
    void it_is_a_histogram_in_the_metadata() {
        assertThat(convert(exponential("latency", "s", ExponentialHistogramDataPoint.newBuilder()))
                        .metadata()
                        .getFirst()
                        .type())
                .isEqualTo(Metadata.Type.HISTOGRAM);
    }

    @Test
    void a_scale_that_is_too_fine_is_merged_to_the_finest_there_is() {
        Histogram histogram = histogram(ExponentialHistogramDataPoint.newBuilder()
                .setScale(10)
                .setCount(36)
                // four of them are one bucket of schema 8: -8 to -5, -4 to -1, 0 to 3
                .setPositive(buckets(-6, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L)));
        assertThat(histogram.schema()).isEqualTo(8);
        assertThat(histogram.positiveSpans()).containsExactly(new Span(-1, 3));
        assertThat(histogram.positiveCounts()).containsExactly(3, 18, 15);
    }

    @Test
    void merging_gives_what_merging_afterwards_would() {
        Buckets buckets = buckets(-37, 1L, 2L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 9L, 4L, 1L);
        Histogram coarse = histogram(
                ExponentialHistogramDataPoint.newBuilder().setScale(11).setPositive(buckets));
        Histogram exact = histogram(
                        ExponentialHistogramDataPoint.newBuilder().setScale(8).setPositive(buckets))
                .toSchema(5);
        assertThat(coarse.positiveSpans()).isEqualTo(exact.positiveSpans());
        assertThat(coarse.positiveCounts()).isEqualTo(exact.positiveCounts());
    }

    @Test
    void the_finest_scale_there_can_be_is_one_bucket_on_each_side_of_one() {
        Histogram histogram = histogram(ExponentialHistogramDataPoint.newBuilder()
                .setScale(Integer.MAX_VALUE)
                .setPositive(buckets(-2, 1L, 1L, 1L)));
        assertThat(histogram.positiveSpans()).containsExactly(new Span(0, 2));
        assertThat(histogram.positiveCounts()).containsExactly(2, 1);
    }

    @Test
    void the_coarsest_scale_is_taken_and_a_coarser_one_refused() {
        assertThat(histogram(ExponentialHistogramDataPoint.newBuilder()
                                .setScale(-4)
                                .setPositive(buckets(0, 1L)))
                        .schema())
                .isEqualTo(-4);
        Converted refused = convert(exponential(
                "latency", "s", ExponentialHistogramDataPoint.newBuilder().setScale(-5)));
        assertThat(refused.series()).isEmpty();
        assertThat(refused.rejected()).isEqualTo(1);
        assertThat(refused.reason()).isEqualTo("The metric \"latency\" has the scale -5 (expected: at least -4).");
    }

    @Test
    void a_zero_threshold_that_is_said_is_kept() {
        assertThat(histogram(ExponentialHistogramDataPoint.newBuilder()
                                .setZeroCount(2)
                                .setZeroThreshold(0.001))
                        .zeroThreshold())
                .isEqualTo(0.001);
    }

    @Test
    void counts_are_unsigned() {
        assertThat(histogram(ExponentialHistogramDataPoint.newBuilder().setCount(-1L))
                        .count())
                .isEqualTo(0x1p64);
    }

    @Test
    void no_recorded_value_is_the_marker_of_staleness() {
        assertThat(histogram(ExponentialHistogramDataPoint.newBuilder()
                                .setFlags(DataPointFlags.DATA_POINT_FLAGS_NO_RECORDED_VALUE_MASK_VALUE))
                        .isStale())
                .isTrue();
    }

    @Test
    void buckets_beyond_all_numbers_are_refused() {
        Converted refused = convert(exponential(
                "latency",
                "s",
                ExponentialHistogramDataPoint.newBuilder().setPositive(buckets(Integer.MAX_VALUE, 1L))));
        assertThat(refused.reason()).contains("has buckets that end at number 2147483647");
    }

    @Test
    void exemplars_are_of_the_one_series() {
        assertThat(convert(exponential(
                                "latency",
                                "s",
                                ExponentialHistogramDataPoint.newBuilder()
                                        .addExemplars(
                                                exemplar(3, "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"))))
                        .series()
                        .getFirst()
                        .exemplars())
                .hasSize(1);
    }
}
