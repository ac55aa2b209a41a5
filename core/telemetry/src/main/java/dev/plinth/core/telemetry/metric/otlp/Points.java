// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.otlp;

import dev.plinth.promql.model.Histogram;
import dev.plinth.promql.model.Labels;
import dev.plinth.promql.model.Texts;
import dev.plinth.timeseries.Exemplar;
import dev.plinth.timeseries.Point;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint;
import java.util.List;

/**
 * Data points of one metric, each as the points of its series. One that throws has added nothing.
 *
 * @param family name of the metric
 */
record Points(String family, Origin origin, SeriesCollector to) {
    private static final String INFINITE = "+Inf";

    void gauge(NumberDataPoint point) throws UnfitException {
        number(point, List.of());
    }

    void sum(NumberDataPoint point) throws UnfitException {
        number(point, Exemplars.of(point.getExemplarsList(), Numbers.millis(point.getTimeUnixNano())));
    }

    private void number(NumberDataPoint point, List<Exemplar> exemplars) throws UnfitException {
        long time = Numbers.millis(point.getTimeUnixNano());
        double value = switch (point.getValueCase()) {
            case AS_DOUBLE -> point.getAsDouble();
            case AS_INT -> point.getAsInt();
            case VALUE_NOT_SET -> {
                if (!Numbers.isEnded(point.getFlags())) {
                    throw new UnfitException("has a data point without a value (expected: asDouble or asInt)");
                }
                yield 0;
            }
        };
        to.add(
                named(family, origin.labels(point.getAttributesList())),
                Point.of(time, Numbers.value(value, point.getFlags())),
                exemplars);
    }

    private static Labels named(String name, Labels labels) {
        return labels.with(Labels.METRIC_NAME, name);
    }

    /** Cumulative buckets, as Prometheus has them. */
    void histogram(HistogramDataPoint point) throws UnfitException {
        check(point);
        long time = Numbers.millis(point.getTimeUnixNano());
        Labels labels = origin.labels(point.getAttributesList());
        List<Exemplar> exemplars = Exemplars.of(point.getExemplarsList(), time);
        int flags = point.getFlags();
        Point count = Point.of(time, Numbers.value(Numbers.unsigned(point.getCount()), flags));
        if (point.hasSum()) {
            to.add(named(family + "_sum", labels), Point.of(time, Numbers.value(point.getSum(), flags)));
        }
        to.add(named(family + "_count", labels), count);
        Labels bucket = named(family + "_bucket", labels);
        long cumulative = 0;
        double below = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < point.getBucketCountsCount() && i < point.getExplicitBoundsCount(); i++) {
            double bound = point.getExplicitBounds(i);
            if (bound == Double.POSITIVE_INFINITY) {
                break;
            }
            cumulative += point.getBucketCounts(i);
            to.add(
                    bucket.with(Labels.BUCKET, Texts.plain(bound)),
                    Point.of(time, Numbers.value(Numbers.unsigned(cumulative), flags)),
                    within(exemplars, below, bound));
            below = bound;
        }
        to.add(bucket.with(Labels.BUCKET, INFINITE), count, within(exemplars, below, Double.POSITIVE_INFINITY));
    }

    private static void check(HistogramDataPoint point) throws UnfitException {
        int counts = point.getBucketCountsCount();
        int bounds = point.getExplicitBoundsCount();
        if (counts != 0 && counts != bounds + 1) {
            throw new UnfitException(
                    "has %d counts of buckets with %d bounds (expected: one more)".formatted(counts, bounds));
        }
        for (int i = 0; i < bounds; i++) {
            double bound = point.getExplicitBounds(i);
            if (Double.isNaN(bound) || (i > 0 && bound <= point.getExplicitBounds(i - 1))) {
                throw new UnfitException(
                        "has the bound %s at place %d (expected: ascending)".formatted(Texts.plain(bound), i));
            }
        }
    }

    private static List<Exemplar> within(List<Exemplar> exemplars, double below, double bound) {
        return exemplars.stream()
                .filter(each -> (each.value() > below || below == Double.NEGATIVE_INFINITY) && each.value() <= bound)
                .toList();
    }

    void exponential(ExponentialHistogramDataPoint point) throws UnfitException {
        long time = Numbers.millis(point.getTimeUnixNano());
        Histogram histogram = ExponentialPoint.histogram(point);
        List<Exemplar> exemplars = Exemplars.of(point.getExemplarsList(), time);
        to.add(named(family, origin.labels(point.getAttributesList())), Point.of(time, histogram), exemplars);
    }

    void summary(SummaryDataPoint point) throws UnfitException {
        long time = Numbers.millis(point.getTimeUnixNano());
        Labels labels = origin.labels(point.getAttributesList());
        int flags = point.getFlags();
        to.add(named(family + "_sum", labels), Point.of(time, Numbers.value(point.getSum(), flags)));
        to.add(
                named(family + "_count", labels),
                Point.of(time, Numbers.value(Numbers.unsigned(point.getCount()), flags)));
        Labels quantile = named(family, labels);
        point.getQuantileValuesList()
                .forEach(each -> to.add(
                        quantile.with("quantile", Texts.plain(each.getQuantile())),
                        Point.of(time, Numbers.value(each.getValue(), flags))));
    }
}
