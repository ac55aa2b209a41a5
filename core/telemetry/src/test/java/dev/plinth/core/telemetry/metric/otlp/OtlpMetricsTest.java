// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.otlp;

import static dev.plinth.core.telemetry.metric.otlp.TestingMetrics.CUMULATIVE;
import static dev.plinth.core.telemetry.metric.otlp.TestingMetrics.TIME;
import static dev.plinth.core.telemetry.metric.otlp.TestingMetrics.attribute;
import static dev.plinth.core.telemetry.metric.otlp.TestingMetrics.convert;
import static dev.plinth.core.telemetry.metric.otlp.TestingMetrics.counter;
import static dev.plinth.core.telemetry.metric.otlp.TestingMetrics.exemplar;
import static dev.plinth.core.telemetry.metric.otlp.TestingMetrics.gauge;
import static dev.plinth.core.telemetry.metric.otlp.TestingMetrics.histogram;
import static dev.plinth.core.telemetry.metric.otlp.TestingMetrics.metricsOf;
import static dev.plinth.core.telemetry.metric.otlp.TestingMetrics.nanos;
import static dev.plinth.core.telemetry.metric.otlp.TestingMetrics.number;
import static dev.plinth.core.telemetry.metric.otlp.TestingMetrics.resource;
import static dev.plinth.core.telemetry.metric.otlp.TestingMetrics.scope;
import static dev.plinth.core.telemetry.metric.otlp.TestingMetrics.sum;
import static dev.plinth.core.telemetry.metric.otlp.TestingMetrics.summary;
import static dev.plinth.core.telemetry.metric.otlp.TestingMetrics.text;
import static dev.plinth.core.telemetry.metric.otlp.TestingMetrics.valuesOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import com.google.protobuf.ByteString;
import dev.plinth.promql.model.Labels;
import dev.plinth.promql.model.Stale;
import dev.plinth.timeseries.Exemplar;
import dev.plinth.timeseries.Metadata;
import dev.plinth.timeseries.Point;
import dev.plinth.timeseries.TimeSeries;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.DataPointFlags;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint.ValueAtQuantile;
import java.util.List;
import org.junit.jupiter.api.Test;

class OtlpMetricsTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String SPAN = "b7ad6b7169203331";

    private static TimeSeries series(Converted converted, String labels) {
        return converted.series().stream()
                .filter(each -> each.labels().toString().equals(labels))
                .findFirst()
                .orElseThrow(() -> new AssertionError(labels + " not in " + converted.series()));
    }

    @Test
    void a_gauge_is_a_series_for_each_set_of_attributes() {
        Converted converted = convert(
                gauge("room.temperature", "Cel", number(20.5, text("room", "a")), number(-3, text("room", "b"))));
        assertThat(valuesOf(converted))
                .containsOnly(
                        entry("{__name__=\"room_temperature_celsius\", job=\"shop\", room=\"a\"}", "20.5"),
                        entry("{__name__=\"room_temperature_celsius\", job=\"shop\", room=\"b\"}", "-3.0"));
        assertThat(converted.metadata())
                .containsExactly(new Metadata(
                        "room_temperature_celsius", Metadata.Type.GAUGE, "About room.temperature", "celsius"));
        assertThat(converted.rejected()).isZero();
        assertThat(converted.reason()).isNull();
    }

    @Test
    void whole_numbers_are_values_too() {
        NumberDataPoint point = NumberDataPoint.newBuilder()
                .setTimeUnixNano(nanos(TIME) + 999_999)
                .setAsInt(42)
                .build();
        Converted converted = convert(counter("requests", "1", point));
        assertThat(converted.series())
                .containsExactly(
                        TimeSeries.of(Labels.of("__name__", "requests_total", "job", "shop"), Point.of(TIME, 42)));
        assertThat(converted.metadata())
                .containsExactly(new Metadata("requests_total", Metadata.Type.COUNTER, "About requests", ""));
    }

    @Test
    void a_sum_that_may_fall_is_a_gauge() {
        Converted converted = convert(sum("pool.used", "", false, CUMULATIVE, number(7)));
        assertThat(valuesOf(converted)).containsOnly(entry("{__name__=\"pool_used\", job=\"shop\"}", "7.0"));
        assertThat(converted.metadata().getFirst().type()).isEqualTo(Metadata.Type.GAUGE);
    }

    @Test
    void a_histogram_has_cumulative_buckets_a_sum_and_a_count() {
        Converted converted = convert(histogram(
                "latency",
                "s",
                HistogramDataPoint.newBuilder()
                        .setCount(6)
                        .setSum(8.25)
                        .addAllExplicitBounds(List.of(0.5, 1.0, 2.5))
                        .addAllBucketCounts(List.of(1L, 0L, 3L, 2L))));
        assertThat(valuesOf(converted))
                .containsOnly(
                        entry("{__name__=\"latency_seconds_bucket\", job=\"shop\", le=\"0.5\"}", "1.0"),
                        entry("{__name__=\"latency_seconds_bucket\", job=\"shop\", le=\"1\"}", "1.0"),
                        entry("{__name__=\"latency_seconds_bucket\", job=\"shop\", le=\"2.5\"}", "4.0"),
                        entry("{__name__=\"latency_seconds_bucket\", job=\"shop\", le=\"+Inf\"}", "6.0"),
                        entry("{__name__=\"latency_seconds_count\", job=\"shop\"}", "6.0"),
                        entry("{__name__=\"latency_seconds_sum\", job=\"shop\"}", "8.25"));
        assertThat(converted.metadata())
                .containsExactly(new Metadata("latency_seconds", Metadata.Type.HISTOGRAM, "About latency", "seconds"));
    }

    @Test
    void a_histogram_without_buckets_or_sum_has_what_it_has() {
        assertThat(valuesOf(convert(
                        histogram("latency", "", HistogramDataPoint.newBuilder().setCount(3)))))
                .containsOnly(
                        entry("{__name__=\"latency_bucket\", job=\"shop\", le=\"+Inf\"}", "3.0"),
                        entry("{__name__=\"latency_count\", job=\"shop\"}", "3.0"));
    }

    @Test
    void a_bound_that_is_infinite_is_the_last_bucket() {
        assertThat(valuesOf(convert(histogram(
                        "latency",
                        "",
                        HistogramDataPoint.newBuilder()
                                .setCount(3)
                                .addAllExplicitBounds(List.of(1.0, Double.POSITIVE_INFINITY))
                                .addAllBucketCounts(List.of(1L, 2L, 0L))))))
                .containsOnly(
                        entry("{__name__=\"latency_bucket\", job=\"shop\", le=\"1\"}", "1.0"),
                        entry("{__name__=\"latency_bucket\", job=\"shop\", le=\"+Inf\"}", "3.0"),
                        entry("{__name__=\"latency_count\", job=\"shop\"}", "3.0"));
    }

    @Test
    void buckets_that_do_not_fit_their_bounds_are_refused() {
        Converted counts = convert(histogram(
                "latency",
                "",
                HistogramDataPoint.newBuilder().addExplicitBounds(1).addBucketCounts(1)));
        assertThat(counts.series()).isEmpty();
        assertThat(counts.metadata()).isEmpty();
        assertThat(counts.rejected()).isEqualTo(1);
        assertThat(counts.reason())
                .isEqualTo("The metric \"latency\" has 1 counts of buckets with 1 bounds (expected: one more).");
        Converted order = convert(histogram(
                "latency",
                "",
                HistogramDataPoint.newBuilder()
                        .addAllExplicitBounds(List.of(2.0, 1.0))
                        .addAllBucketCounts(List.of(1L, 1L, 1L))));
        assertThat(order.reason())
                .isEqualTo("The metric \"latency\" has the bound 1 at place 1 (expected: ascending).");
    }

    @Test
    void an_exemplar_is_in_the_bucket_of_its_value() {
        Converted converted = convert(histogram(
                "latency",
                "",
                HistogramDataPoint.newBuilder()
                        .setCount(3)
                        .addAllExplicitBounds(List.of(1.0, 2.0))
                        .addAllBucketCounts(List.of(1L, 1L, 1L))
                        .addExemplars(exemplar(9, TRACE, SPAN))
                        .addExemplars(exemplar(2, TRACE, SPAN, text("user.id", "7")))));
        assertThat(series(converted, "{__name__=\"latency_bucket\", job=\"shop\", le=\"1\"}")
                        .exemplars())
                .isEmpty();
        assertThat(series(converted, "{__name__=\"latency_bucket\", job=\"shop\", le=\"2\"}")
                        .exemplars())
                .containsExactly(
                        new Exemplar(Labels.of("trace_id", TRACE, "span_id", SPAN, "user.id", "7"), TIME - 5, 2));
        assertThat(series(converted, "{__name__=\"latency_bucket\", job=\"shop\", le=\"+Inf\"}")
                        .exemplars())
                .containsExactly(new Exemplar(Labels.of("trace_id", TRACE, "span_id", SPAN), TIME - 5, 9));
        assertThat(series(converted, "{__name__=\"latency_count\", job=\"shop\"}")
                        .exemplars())
                .isEmpty();
    }

    @Test
    void an_exemplar_of_a_counter_has_no_room_for_long_attributes() {
        NumberDataPoint point = number(5).toBuilder()
                .addExemplars(exemplar(1, TRACE, SPAN, text("query", "x".repeat(100))))
                .addExemplars(exemplar(1, "00".repeat(16), "00".repeat(8), text("only", "this")).toBuilder()
                        .setTimeUnixNano(0))
                .build();
        assertThat(convert(counter("requests", "", point)).series().getFirst().exemplars())
                .containsExactly(
                        new Exemplar(Labels.of("trace_id", TRACE, "span_id", SPAN), TIME - 5, 1),
                        new Exemplar(Labels.of("only", "this"), TIME, 1));
    }

    @Test
    void a_summary_has_a_series_for_each_quantile() {
        Converted converted = convert(summary(
                "latency",
                "ms",
                SummaryDataPoint.newBuilder()
                        .setCount(10)
                        .setSum(55)
                        .addQuantileValues(
                                ValueAtQuantile.newBuilder().setQuantile(0.99).setValue(9))
                        .addQuantileValues(
                                ValueAtQuantile.newBuilder().setQuantile(1).setValue(Double.NaN))));
        assertThat(valuesOf(converted))
                .containsOnly(
                        entry("{__name__=\"latency_milliseconds\", job=\"shop\", quantile=\"0.99\"}", "9.0"),
                        entry("{__name__=\"latency_milliseconds\", job=\"shop\", quantile=\"1\"}", "NaN"),
                        entry("{__name__=\"latency_milliseconds_count\", job=\"shop\"}", "10.0"),
                        entry("{__name__=\"latency_milliseconds_sum\", job=\"shop\"}", "55.0"));
        assertThat(converted.metadata().getFirst().type()).isEqualTo(Metadata.Type.SUMMARY);
    }

    @Test
    void delta_is_refused_with_what_to_set_and_the_rest_is_taken() {
        AggregationTemporality delta = AggregationTemporality.AGGREGATION_TEMPORALITY_DELTA;
        Converted converted = convert(
                sum("http.requests", "", true, delta, number(1), number(2, text("a", "b"))),
                gauge("good", "", number(1)),
                histogram("latency", "", HistogramDataPoint.newBuilder()).toBuilder()
                        .mergeHistogram(io.opentelemetry.proto.metrics.v1.Histogram.newBuilder()
                                .setAggregationTemporality(delta)
                                .build())
                        .build());
        assertThat(valuesOf(converted)).containsOnlyKeys("{__name__=\"good\", job=\"shop\"}");
        assertThat(converted.rejected()).isEqualTo(3);
        assertThat(converted.reason())
                .contains("\"http.requests\" has delta temporality (expected: cumulative)")
                .contains("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE=cumulative")
                .contains("\"latency\"");
    }

    @Test
    void a_temporality_that_is_not_said_is_refused() {
        Converted converted =
                convert(sum("a", "", true, AggregationTemporality.AGGREGATION_TEMPORALITY_UNSPECIFIED, number(1)));
        assertThat(converted.rejected()).isEqualTo(1);
        assertThat(converted.reason())
                .isEqualTo("The metric \"a\" does not say its temporality (expected: cumulative).");
    }

    @Test
    void no_recorded_value_ends_all_series_of_the_point() {
        int ended = DataPointFlags.DATA_POINT_FLAGS_NO_RECORDED_VALUE_MASK_VALUE;
        Converted converted = convert(
                gauge(
                        "a",
                        "",
                        NumberDataPoint.newBuilder()
                                .setTimeUnixNano(nanos(TIME))
                                .setFlags(ended)
                                .build()),
                histogram(
                        "h",
                        "",
                        HistogramDataPoint.newBuilder()
                                .setFlags(ended)
                                .setSum(1)
                                .addExplicitBounds(1)
                                .addAllBucketCounts(List.of(0L, 0L))),
                summary(
                        "s",
                        "",
                        SummaryDataPoint.newBuilder()
                                .setFlags(ended)
                                .addQuantileValues(ValueAtQuantile.newBuilder().setQuantile(0.5))));
        assertThat(converted.series())
                .hasSize(8)
                .allSatisfy(each ->
                        assertThat(Stale.is(each.points().getFirst().value())).isTrue());
    }

    @Test
    void a_nan_stays_one_and_is_never_the_marker_of_staleness() {
        Converted converted = convert(
                gauge("a", "", number(Double.NaN)), gauge("b", "", number(Stale.MARKER)), gauge("c", "", number(1)));
        assertThat(converted.series().subList(0, 2)).allSatisfy(each -> {
            double value = each.points().getFirst().value();
            assertThat(value).isNaN();
            assertThat(Stale.is(value)).isFalse();
        });
    }

    @Test
    void a_point_without_value_or_time_is_refused() {
        Converted converted = convert(gauge(
                "a",
                "",
                NumberDataPoint.newBuilder().setTimeUnixNano(nanos(TIME)).build(),
                NumberDataPoint.newBuilder().setAsInt(1).build(),
                number(3)));
        assertThat(valuesOf(converted)).containsOnly(entry("{__name__=\"a\", job=\"shop\"}", "3.0"));
        assertThat(converted.rejected()).isEqualTo(2);
        assertThat(converted.reason()).contains("without a value").contains("without a time");
    }

    @Test
    void a_metric_without_data_is_said_and_counts_no_points() {
        Converted converted = convert(Metric.newBuilder().setName("strange").build());
        assertThat(converted.rejected()).isZero();
        assertThat(converted.reason()).startsWith("The metric \"strange\" has no data of a known type");
    }

    @Test
    void many_reasons_are_not_all_told() {
        Metric[] metrics = new Metric[20];
        for (int i = 0; i < metrics.length; i++) {
            metrics[i] = Metric.newBuilder().setName("m" + i).build();
        }
        assertThat(convert(metrics).reason())
                .contains("m2")
                .doesNotContain("m3")
                .endsWith("And more.");
    }

    @Test
    void the_resource_says_job_instance_and_environment_of_every_series() {
        Converted converted = convert(metricsOf(
                resource(
                        text("service.name", "till"),
                        text("service.namespace", "shop"),
                        text("service.instance.id", "i-1"),
                        text("deployment.environment.name", "prod"),
                        text("host.name", "h1")),
                scope("", ""),
                gauge("a", "", number(1, text("env", "other"), text("job", "other")))));
        assertThat(valuesOf(converted))
                .containsOnly(
                        entry("{__name__=\"a\", env=\"prod\", instance=\"i-1\", job=\"shop/till\"}", "1.0"),
                        entry(
                                "{__name__=\"target_info\", deployment_environment_name=\"prod\", env=\"prod\","
                                        + " host_name=\"h1\", instance=\"i-1\", job=\"shop/till\"}",
                                "1.0"));
        assertThat(converted.metadata())
                .contains(new Metadata("target_info", Metadata.Type.GAUGE, "Target metadata", ""));
    }

    @Test
    void the_older_name_of_the_environment_counts_when_the_newer_is_absent() {
        assertThat(convert(metricsOf(
                                resource(text("deployment.environment", "dev")),
                                scope("", ""),
                                gauge("a", "", number(1))))
                        .series()
                        .getFirst()
                        .labels())
                .isEqualTo(Labels.of("__name__", "a", "env", "dev", "job", "shop-app"));
    }

    @Test
    void a_resource_that_only_says_who_it_is_has_no_target_info() {
        assertThat(convert(metricsOf(
                                resource(text("service.name", "till"), text("service.instance.id", "i")),
                                scope("", ""),
                                gauge("a", "", number(1))))
                        .series())
                .hasSize(1);
    }

    @Test
    void target_info_is_told_again_for_as_long_as_there_are_points() {
        NumberDataPoint early =
                number(1).toBuilder().setTimeUnixNano(nanos(TIME - 400_000)).build();
        var metrics = metricsOf(resource(text("host.name", "h")), scope("", ""), gauge("a", "", number(2), early));
        Converted converted = convert(metrics, metrics);
        assertThat(series(converted, "{__name__=\"target_info\", host_name=\"h\", job=\"shop-app\"}")
                        .points())
                .containsExactly(
                        Point.of(TIME - 400_000, 1),
                        Point.of(TIME - 250_000, 1),
                        Point.of(TIME - 100_000, 1),
                        Point.of(TIME, 1));
        assertThat(series(converted, "{__name__=\"a\", job=\"shop-app\"}").points())
                .containsExactly(Point.of(TIME - 400_000, 1), Point.of(TIME, 2));
    }

    @Test
    void a_time_long_ago_does_not_make_target_info_endless() {
        NumberDataPoint ancient =
                number(1).toBuilder().setTimeUnixNano(1_000_000).build();
        Converted converted =
                convert(metricsOf(resource(text("host.name", "h")), scope("", ""), gauge("a", "", number(2), ancient)));
        assertThat(series(converted, "{__name__=\"target_info\", host_name=\"h\", job=\"shop-app\"}")
                        .points())
                .hasSize(25);
    }

    @Test
    void a_scope_with_a_name_is_in_the_labels() {
        Converted named = convert(
                metricsOf(resource(), scope("io.shop", "1.2", text("short.name", "s")), gauge("a", "", number(1))));
        assertThat(named.series().getFirst().labels())
                .isEqualTo(Labels.of(
                        "__name__", "a",
                        "job", "shop-app",
                        "otel_scope_name", "io.shop",
                        "otel_scope_short_name", "s",
                        "otel_scope_version", "1.2"));
        Converted unnamed = convert(metricsOf(resource(), scope("", "1.2", text("x", "y")), gauge("a", "", number(1))));
        assertThat(unnamed.series().getFirst().labels()).isEqualTo(Labels.of("__name__", "a", "job", "shop-app"));
    }

    @Test
    void attributes_that_come_to_the_same_name_are_joined_in_their_order() {
        assertThat(convert(gauge(
                                "a",
                                "",
                                number(
                                        1,
                                        text("http_method", "3"),
                                        text("http/method", "2"),
                                        text("http.method", "1"))))
                        .series()
                        .getFirst()
                        .labels()
                        .get("http_method"))
                .isEqualTo("1;2;3");
    }

    @Test
    void an_attribute_that_would_be_the_name_is_left_out() {
        assertThat(valuesOf(convert(gauge("a", "", number(1, text("__name__", "b"))))))
                .containsOnlyKeys("{__name__=\"a\", job=\"shop\"}");
    }

    @Test
    void an_attribute_without_a_usable_name_refuses_its_point_only() {
        Converted converted = convert(gauge("a", "", number(1, text("", "x")), number(2)));
        assertThat(valuesOf(converted)).containsOnly(entry("{__name__=\"a\", job=\"shop\"}", "2.0"));
        assertThat(converted.rejected()).isEqualTo(1);
        assertThat(converted.reason()).contains("The metric \"a\" has an attribute \"\"");
    }

    @Test
    void values_of_all_types_are_labels() {
        AnyValue list = AnyValue.newBuilder()
                .setArrayValue(ArrayValue.newBuilder()
                        .addValues(AnyValue.newBuilder().setStringValue("x\"y"))
                        .addValues(AnyValue.newBuilder().setDoubleValue(2))
                        .addValues(AnyValue.newBuilder()))
                .build();
        Labels labels = convert(gauge(
                        "a",
                        "",
                        number(
                                1,
                                attribute(
                                        "bool",
                                        AnyValue.newBuilder().setBoolValue(true).build()),
                                attribute(
                                        "int",
                                        AnyValue.newBuilder().setIntValue(-7).build()),
                                attribute(
                                        "double",
                                        AnyValue.newBuilder()
                                                .setDoubleValue(1.5)
                                                .build()),
                                attribute(
                                        "whole",
                                        AnyValue.newBuilder().setDoubleValue(3).build()),
                                attribute(
                                        "large",
                                        AnyValue.newBuilder()
                                                .setDoubleValue(1e30)
                                                .build()),
                                attribute(
                                        "bytes",
                                        AnyValue.newBuilder()
                                                .setBytesValue(ByteString.copyFrom(new byte[] {1, 2, 3}))
                                                .build()),
                                attribute("list", list),
                                attribute(
                                        "map",
                                        AnyValue.newBuilder()
                                                .setKvlistValue(KeyValueList.newBuilder()
                                                        .addValues(attribute("z", list))
                                                        .addValues(text("b", "c")))
                                                .build()),
                                attribute("nothing", AnyValue.getDefaultInstance()))))
                .series()
                .getFirst()
                .labels();
        assertThat(labels.asMap())
                .containsOnly(
                        entry("__name__", "a"),
                        entry("job", "shop"),
                        entry("bool", "true"),
                        entry("int", "-7"),
                        entry("double", "1.5"),
                        entry("whole", "3"),
                        entry("large", "1e+30"),
                        entry("bytes", "AQID"),
                        entry("list", "[\"x\\\"y\",2,null]"),
                        entry("map", "{\"b\":\"c\",\"z\":[\"x\\\"y\",2,null]}"));
    }

    @Test
    void points_of_a_series_come_together_from_all_over_a_request() {
        NumberDataPoint later =
                number(2).toBuilder().setTimeUnixNano(nanos(TIME + 1000)).build();
        Converted converted = convert(
                metricsOf(resource(), scope("", ""), gauge("a", "", later)),
                metricsOf(resource(), scope("", ""), gauge("a", "", number(1))));
        assertThat(converted.series())
                .containsExactly(TimeSeries.of(
                        Labels.of("__name__", "a", "job", "shop-app"), Point.of(TIME, 1), Point.of(TIME + 1000, 2)));
        assertThat(converted.metadata()).hasSize(1);
    }
}
