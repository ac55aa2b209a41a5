// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.probe;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A probe and how it is.
 *
 * @param by {@code http}, {@code tcp} or {@code dns}
 * @param instance the URL, address or name that is asked
 * @param state {@code up}, {@code down} or {@code unknown}, which it is before the first time
 * @param since when it came into this state, as far as the core that does it knows
 * @param lastTime when it was done last
 * @param error why it is down, or that what was measured is lost; empty when nothing is wrong
 * @param certificateExpiry when the first of the certificates that were shown expires
 */
record ProbeView(
        String env,
        String name,
        String by,
        String instance,
        String state,
        @Nullable Instant since,
        @Nullable Instant lastTime,
        double durationSeconds,
        String error,
        @Nullable Instant certificateExpiry,
        @Nullable Integer httpStatus) {
    static ProbeView of(Probe probe, ProbeHealth health) {
        ProbeSpec spec = probe.spec();
        return new ProbeView(
                probe.key().env(),
                probe.key().name(),
                spec.http() != null ? "http" : spec.tcp() != null ? "tcp" : "dns",
                spec.instance(),
                health.state().text(),
                health.since(),
                health.at(),
                health.seconds(),
                health.error(),
                health.certificateExpiry(),
                health.httpStatus());
    }
}
