// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.scrape;

import dev.plinth.core.kernel.resource.ResourceKey;
import dev.plinth.promql.model.Labels;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something that is asked for its metrics.
 *
 * @param app on whose account its samples are
 * @param labels that its series get
 * @param discovered what it was made of, in the words of Prometheus
 * @param token the secret that is sent to it
 */
record Target(
        Id id,
        String app,
        URI url,
        Labels labels,
        Map<String, String> discovered,
        Duration interval,
        Duration timeout,
        boolean honorLabels,
        Exposition.Limits limits,
        @Nullable ResourceKey token) {
    /** What makes it the same target, whatever else is decided of it. */
    record Id(ResourceKey resource, String address) {
        /** Spreads targets over their intervals, in the same way on every core. */
        long hash() {
            return Labels.of("address", address, "resource", resource.toString())
                    .hash64();
        }
    }
}
