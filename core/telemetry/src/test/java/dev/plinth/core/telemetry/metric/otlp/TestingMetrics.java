// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.otlp;

import com.google.protobuf.ByteString;
import dev.plinth.timeseries.Point;
import dev.plinth.timeseries.TimeSeries;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.Exemplar;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogram;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Gauge;
import io.opentelemetry.proto.metrics.v1.Histogram;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.metrics.v1.Sum;
import io.opentelemetry.proto.metrics.v1.Summary;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint;
import io.opentelemetry.proto.resource.v1.Resource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Requests to try with, in few words. */
final class TestingMetrics {
    static final long TIME = 1_700_000_000_000L;
    static final AggregationTemporality CUMULATIVE = AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE;

    private TestingMetrics() {}

    static long nanos(long millis) {
        return millis * 1_000_000;
    }

    static KeyValue text(String name, String value) {
        return attribute(name, AnyValue.newBuilder().setStringValue(value).build());
    }

    static KeyValue attribute(String name, AnyValue value) {
        return KeyValue.newBuilder().setKey(name).setValue(value).build();
    }

    static Resource resource(KeyValue... attributes) {
        return Resource.newBuilder().addAllAttributes(Arrays.asList(attributes)).build();
    }

    static InstrumentationScope scope(String name, String version, KeyValue... attributes) {
        return InstrumentationScope.newBuilder()
                .setName(name)
                .setVersion(version)
                .addAllAttributes(Arrays.asList(attributes))
                .build();
    }

    static NumberDataPoint number(double value, KeyValue... attributes) {
        return NumberDataPoint.newBuilder()
                .setTimeUnixNano(nanos(TIME))
                .setAsDouble(value)
                .addAllAttributes(Arrays.asList(attributes))
                .build();
    }

    private static Metric.Builder metric(String name, String unit) {
        return Metric.newBuilder().setName(name).setUnit(unit).setDescription("About " + name);
    }

    static Metric gauge(String name, String unit, NumberDataPoint... points) {
        return metric(name, unit)
                .setGauge(Gauge.newBuilder().addAllDataPoints(Arrays.asList(points)))
                .build();
    }

    static Metric counter(String name, String unit, NumberDataPoint... points) {
        return sum(name, unit, true, CUMULATIVE, points);
    }

    static Metric sum(
            String name,
            String unit,
            boolean monotonic,
            AggregationTemporality temporality,
            NumberDataPoint... points) {
        return metric(name, unit)
                .setSum(Sum.newBuilder()
                        .setIsMonotonic(monotonic)
                        .setAggregationTemporality(temporality)
                        .addAllDataPoints(Arrays.asList(points)))
                .build();
    }

    static Metric histogram(String name, String unit, HistogramDataPoint.Builder point) {
        return metric(name, unit)
                .setHistogram(Histogram.newBuilder()
                        .setAggregationTemporality(CUMULATIVE)
                        .addDataPoints(point.setTimeUnixNano(nanos(TIME))))
                .build();
    }

    static Metric exponential(String name, String unit, ExponentialHistogramDataPoint.Builder point) {
        return metric(name, unit)
                .setExponentialHistogram(ExponentialHistogram.newBuilder()
                        .setAggregationTemporality(CUMULATIVE)
                        .addDataPoints(point.setTimeUnixNano(nanos(TIME))))
                .build();
    }

    static Metric summary(String name, String unit, SummaryDataPoint.Builder point) {
        return metric(name, unit)
                .setSummary(Summary.newBuilder().addDataPoints(point.setTimeUnixNano(nanos(TIME))))
                .build();
    }

    static Exemplar exemplar(double value, String trace, String span, KeyValue... attributes) {
        return Exemplar.newBuilder()
                .setAsDouble(value)
                .setTimeUnixNano(nanos(TIME - 5))
                .setTraceId(ByteString.copyFrom(HexFormat.of().parseHex(trace)))
                .setSpanId(ByteString.copyFrom(HexFormat.of().parseHex(span)))
                .addAllFilteredAttributes(Arrays.asList(attributes))
                .build();
    }

    static ResourceMetrics metricsOf(Resource resource, InstrumentationScope scope, Metric... metrics) {
        return ResourceMetrics.newBuilder()
                .setResource(resource)
                .addScopeMetrics(ScopeMetrics.newBuilder().setScope(scope).addAllMetrics(Arrays.asList(metrics)))
                .build();
    }

    static Converted convert(ResourceMetrics... all) {
        return OtlpMetrics.convert(
                ExportMetricsServiceRequest.newBuilder()
                        .addAllResourceMetrics(Arrays.asList(all))
                        .build(),
                "shop-app");
    }

    /** Of a service {@code shop}, without anything else. */
    static Converted convert(Metric... metrics) {
        return convert(metricsOf(resource(text("service.name", "shop")), scope("", ""), metrics));
    }

    /** Each series with the value of its only point; those of histograms as text. */
    static Map<String, String> valuesOf(Converted converted) {
        Map<String, String> values = new TreeMap<>();
        for (TimeSeries series : converted.series()) {
            List<Point> points = series.points();
            if (points.size() != 1) {
                throw new AssertionError(series + " has " + points.size() + " points");
            }
            Point point = points.getFirst();
            values.put(
                    series.labels().toString(),
                    point.histogram() == null
                            ? Double.toString(point.value())
                            : point.histogram().toString());
        }
        return values;
    }
}
