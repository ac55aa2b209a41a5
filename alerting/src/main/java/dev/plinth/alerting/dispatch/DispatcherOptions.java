// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.dispatch;

import java.time.Duration;

/**
 * How often is tidied up, and how long is remembered.
 *
 * @param groupMaintenance how often groups without alerts are removed; an alert that comes to a group before waits for its interval, not for {@code groupWait}
 * @param logMaintenance how often entries of the notification log and silences are forgotten that have expired
 * @param retention how long they are remembered at most
 */
public record DispatcherOptions(Duration groupMaintenance, Duration logMaintenance, Duration retention) {
    /** Those of Alertmanager. */
    public static final DispatcherOptions DEFAULT =
            new DispatcherOptions(Duration.ofSeconds(30), Duration.ofMinutes(15), Duration.ofHours(120));

    public DispatcherOptions {
        if (groupMaintenance.compareTo(Duration.ZERO) <= 0 || logMaintenance.compareTo(Duration.ZERO) <= 0) {
            throw new IllegalArgumentException(
                    "maintenance: " + groupMaintenance + ", " + logMaintenance + " (expected: more than 0)");
        }
    }
}
