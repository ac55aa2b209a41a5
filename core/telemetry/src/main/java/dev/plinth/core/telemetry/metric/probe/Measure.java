// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.probe;

import dev.plinth.promql.model.Labels;
import java.util.Map;

/**
 * One series of a probe.
 *
 * @param part the value of the metric's own label; empty when it has none
 */
record Measure(ProbeMetric metric, String part) {
    /** Those of its own. */
    Map<String, String> labels() {
        return metric.label() == null ? Map.of() : Map.of(metric.label(), part);
    }

    /** With those of the probe. */
    Labels labels(Labels probe) {
        Labels named = probe.with(Labels.METRIC_NAME, metric.text());
        return metric.label() == null ? named : named.with(metric.label(), part);
    }
}
