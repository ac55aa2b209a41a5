// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql;

import dev.plinth.promql.model.IncompatibleBucketsException;
import dev.plinth.promql.model.Texts;
import dev.plinth.promql.parser.Position;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The annotations of one query, each said once. */
final class Annotations {
    private final Map<String, Annotation> byText = new LinkedHashMap<>();

    List<Annotation> all() {
        return List.copyOf(byText.values());
    }

    private void warn(Position position, String message) {
        add(new Annotation(Annotation.Level.WARNING, message, position));
    }

    private void inform(Position position, String message) {
        add(new Annotation(Annotation.Level.INFO, message, position));
    }

    private void add(Annotation annotation) {
        byText.put(annotation.text(), annotation);
    }

    void invalidQuantile(double q, Position position) {
        warn(position, "quantile value should be between 0 and 1, got " + Texts.general(q));
    }

    void invalidRatio(double ratio, double limit, Position position) {
        warn(
                position,
                "ratio value should be between -1 and 1, got " + Texts.general(ratio) + ", capping to "
                        + Texts.general(limit));
    }

    void badBucketLabel(String metric, String label, Position position) {
        warn(
                position,
                "bucket label \"le\" is missing or has a malformed value of " + Texts.quote(label) + " for metric name "
                        + Texts.quote(metric));
    }

    void mixedSamples(String metric, Position position) {
        warn(position, "encountered a mix of histograms and floats for metric name " + Texts.quote(metric));
    }

    void mixedSamplesInAggregation(Position position) {
        warn(position, "encountered a mix of histograms and floats for aggregation");
    }

    void mixedHistogramKinds(String metric, Position position) {
        warn(position, "vector contains a mix of classic and native histograms for metric name " + Texts.quote(metric));
    }

    void notCounter(String metric, Position position) {
        warn(position, "this native histogram metric is not a counter: " + Texts.quote(metric));
    }

    void notGauge(String metric, Position position) {
        warn(position, "this native histogram metric is not a gauge: " + Texts.quote(metric));
    }

    void incompatible(IncompatibleBucketsException.Reason reason, String metric, Position position) {
        warn(
                position,
                switch (reason) {
                    case SCHEMAS ->
                        "vector contains a mix of histograms with exponential and custom buckets schemas for"
                                + " metric name " + Texts.quote(metric);
                    case BOUNDS ->
                        "vector contains histograms with incompatible custom buckets for metric name "
                                + Texts.quote(metric);
                });
    }

    void incompatibleOperands(String operator, Position position) {
        warn(position, "incompatible bucket layout encountered for binary operator " + operator);
    }

    void possiblyNoCounter(String metric, Position position) {
        inform(
                position,
                "metric might not be a counter, name does not end in _total/_sum/_count/_bucket: "
                        + Texts.quote(metric));
    }

    void forcedMonotonicity(String metric, Position position) {
        inform(
                position,
                "input to histogram_quantile needed to be fixed for monotonicity (see"
                        + " https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile) for"
                        + " metric name " + Texts.quote(metric));
    }

    void incompatibleTypes(String left, String operator, String right, Position position) {
        inform(
                position,
                "incompatible sample types encountered for binary operator " + Texts.quote(operator) + ": " + left + " "
                        + operator + " " + right);
    }

    void histogramIgnored(String aggregation, Position position) {
        inform(position, "ignored histogram in " + aggregation + " aggregation");
    }

    void histogramIgnoredInRange(String metric, Position position) {
        inform(
                position,
                "ignored histograms in a range containing both floats and histograms for metric name "
                        + Texts.quote(metric));
    }

    void quantileOfNan(boolean resultIsNan, String metric, Position position) {
        inform(
                position,
                "input to histogram_quantile has NaN observations, result is " + (resultIsNan ? "NaN" : "skewed higher")
                        + " for metric name " + Texts.quote(metric));
    }

    void fractionOfNan(String metric, Position position) {
        inform(
                position,
                "input to histogram_fraction has NaN observations, which are excluded from all fractions for metric name "
                        + Texts.quote(metric));
    }
}
