// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.probe;

import dev.plinth.core.kernel.resource.ResourceKey;
import dev.plinth.promql.model.Labels;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** A probe that is declared. */
record Probe(ResourceKey key, ProbeSpec spec) {
    /** Those that all its series get. */
    Labels labels() {
        Map<String, String> labels = new HashMap<>(spec.labelsOrNone());
        labels.put("job", key.name());
        labels.put("instance", spec.instance());
        labels.put("env", key.env());
        return Labels.copyOf(labels);
    }

    Duration interval() {
        return Duration.ofSeconds(spec.interval());
    }

    /** Spreads probes over their intervals, in the same way on every core. */
    long hash() {
        return Labels.of("resource", key.toString()).hash64();
    }
}
