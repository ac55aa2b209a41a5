// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.otlp;

import dev.plinth.promql.model.Labels;
import dev.plinth.promql.model.Texts;
import dev.plinth.timeseries.Metadata;
import dev.plinth.timeseries.Point;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.resource.v1.Resource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes series of a request. What cannot be one is counted and said, and keeps nothing else from being taken.
 *
 * <p>Names, labels and types are those of OpenTelemetry's specification of compatibility with Prometheus, in the way Prometheus 3 takes OTLP when nothing else is
 * configured, with these differences: series have a label {@code env}, and the labels of their scope if it has a name; what has no service
 * has the sending app as its job.
 */
public final class OtlpMetrics {
    private static final int MAX_REASONS = 3;
    private static final int MAX_NAME = 200;
    /** A target is told of so often that a query with the usual lookback of five minutes finds it. */
    private static final long INFO_INTERVAL = 150_000;
    /** What is older than the newest point by more is not told of the target as well. */
    private static final long INFO_REACH = 3_600_000;

    private static final Metadata TARGET_INFO = new Metadata("target_info", Metadata.Type.GAUGE, "Target metadata", "");

    private final String app;
    private final SeriesCollector series = new SeriesCollector();
    private final Set<Metadata> metadata = new LinkedHashSet<>();
    private final Set<String> reasons = new LinkedHashSet<>();
    private int rejected;

    /** When there were points of a resource. */
    private long earliest;

    private long latest;

    private OtlpMetrics(String app) {
        this.app = app;
    }

    /** @param app who sends */
    public static Converted convert(ExportMetricsServiceRequest request, String app) {
        OtlpMetrics conversion = new OtlpMetrics(app);
        request.getResourceMetricsList().forEach(conversion::add);
        return new Converted(
                conversion.series.all(), List.copyOf(conversion.metadata), conversion.rejected, conversion.reason());
    }

    private @Nullable String reason() {
        if (reasons.isEmpty()) {
            return null;
        }
        String first = String.join(" ", reasons.stream().limit(MAX_REASONS).toList());
        return reasons.size() > MAX_REASONS ? first + " And more." : first;
    }

    private void reject(int points, String what, String name, UnfitException why) {
        rejected += points;
        if (reasons.size() <= MAX_REASONS) {
            String shown = name.length() <= MAX_NAME ? name : name.substring(0, MAX_NAME) + "…";
            reasons.add("%s %s %s.".formatted(what, Texts.quote(shown), why.getMessage()));
        }
    }

    private void add(ResourceMetrics metrics) {
        Origin origin = Origin.of(metrics.getResource(), app);
        earliest = Long.MAX_VALUE;
        latest = Long.MIN_VALUE;
        for (ScopeMetrics scope : metrics.getScopeMetricsList()) {
            try {
                Origin within = origin.in(scope.getScope());
                scope.getMetricsList().forEach(metric -> add(metric, within));
            } catch (UnfitException e) {
                int points = scope.getMetricsList().stream()
                        .mapToInt(OtlpMetrics::points)
                        .sum();
                reject(points, "The scope", scope.getScope().getName(), e);
            }
        }
        if (latest != Long.MIN_VALUE) {
            addTargetInfo(metrics.getResource());
        }
    }

    private static int points(Metric metric) {
        return switch (metric.getDataCase()) {
            case GAUGE -> metric.getGauge().getDataPointsCount();
            case SUM -> metric.getSum().getDataPointsCount();
            case HISTOGRAM -> metric.getHistogram().getDataPointsCount();
            case EXPONENTIAL_HISTOGRAM -> metric.getExponentialHistogram().getDataPointsCount();
            case SUMMARY -> metric.getSummary().getDataPointsCount();
            case DATA_NOT_SET -> 0;
        };
    }

    private void add(Metric metric, Origin origin) {
        try {
            requireCumulative(metric);
            String family = MetricName.of(metric);
            if (addPoints(metric, new Points(family, origin, series)) > 0) {
                metadata.add(new Metadata(
                        family,
                        type(metric),
                        metric.getDescription(),
                        Unit.of(metric.getUnit()).text()));
            }
        } catch (UnfitException e) {
            reject(points(metric), "The metric", metric.getName(), e);
        }
    }

    private static void requireCumulative(Metric metric) throws UnfitException {
        AggregationTemporality temporality = switch (metric.getDataCase()) {
            case SUM -> metric.getSum().getAggregationTemporality();
            case HISTOGRAM -> metric.getHistogram().getAggregationTemporality();
            case EXPONENTIAL_HISTOGRAM -> metric.getExponentialHistogram().getAggregationTemporality();
            default -> AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE;
        };
        switch (temporality) {
            case AGGREGATION_TEMPORALITY_CUMULATIVE -> {}
            case AGGREGATION_TEMPORALITY_DELTA ->
                throw new UnfitException("has delta temporality (expected: cumulative). Set"
                        + " OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE=cumulative in the SDK that sends it");
            case AGGREGATION_TEMPORALITY_UNSPECIFIED, UNRECOGNIZED ->
                throw new UnfitException("does not say its temporality (expected: cumulative)");
        }
    }

    private static Metadata.Type type(Metric metric) {
        return switch (metric.getDataCase()) {
            case GAUGE -> Metadata.Type.GAUGE;
            case SUM -> metric.getSum().getIsMonotonic() ? Metadata.Type.COUNTER : Metadata.Type.GAUGE;
            case HISTOGRAM, EXPONENTIAL_HISTOGRAM -> Metadata.Type.HISTOGRAM;
            case SUMMARY -> Metadata.Type.SUMMARY;
            case DATA_NOT_SET -> Metadata.Type.UNKNOWN;
        };
    }

    /** How many were taken. */
    private int addPoints(Metric metric, Points to) throws UnfitException {
        return switch (metric.getDataCase()) {
            case GAUGE -> each(metric, metric.getGauge().getDataPointsList(), to::gauge, p -> p.getTimeUnixNano());
            case SUM -> each(metric, metric.getSum().getDataPointsList(), to::sum, p -> p.getTimeUnixNano());
            case HISTOGRAM ->
                each(metric, metric.getHistogram().getDataPointsList(), to::histogram, p -> p.getTimeUnixNano());
            case EXPONENTIAL_HISTOGRAM ->
                each(
                        metric,
                        metric.getExponentialHistogram().getDataPointsList(),
                        to::exponential,
                        p -> p.getTimeUnixNano());
            case SUMMARY ->
                each(metric, metric.getSummary().getDataPointsList(), to::summary, p -> p.getTimeUnixNano());
            case DATA_NOT_SET ->
                throw new UnfitException(
                        "has no data of a known type (expected: gauge, sum, histogram, exponentialHistogram or summary)");
        };
    }

    private interface Adding<P> {
        void add(P point) throws UnfitException;
    }

    private interface Timed<P> {
        long nanos(P point);
    }

    private <P> int each(Metric metric, List<P> points, Adding<P> adding, Timed<P> time) {
        int taken = 0;
        for (P point : points) {
            try {
                adding.add(point);
                long at = Numbers.millis(time.nanos(point));
                earliest = Math.min(earliest, at);
                latest = Math.max(latest, at);
                taken++;
            } catch (UnfitException e) {
                reject(1, "The metric", metric.getName(), e);
            }
        }
        return taken;
    }

    private void addTargetInfo(Resource resource) {
        try {
            Labels labels = Origin.targetInfo(resource, app);
            if (labels == null) {
                return;
            }
            for (long at = Math.max(earliest, latest - INFO_REACH); at < latest; at += INFO_INTERVAL) {
                series.add(labels, Point.of(at, 1));
            }
            series.add(labels, Point.of(latest, 1));
            metadata.add(TARGET_INFO);
        } catch (UnfitException e) {
            reject(0, "The resource", AttributeText.of(resource.getAttributesList(), "service.name"), e);
        }
    }
}
