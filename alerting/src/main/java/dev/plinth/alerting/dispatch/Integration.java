// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.dispatch;

/**
 * One way in which a receiver is told. What it was told is noted for it alone.
 *
 * @param name what kind it is, like {@code webhook}
 * @param sendResolved whether it is told of alerts that are over
 * @param maxAlerts how many alerts a notification has at most; 0 for all
 */
public record Integration(String name, boolean sendResolved, int maxAlerts) {
    public Integration {
        if (maxAlerts < 0) {
            throw new IllegalArgumentException("maxAlerts: " + maxAlerts + " (expected: >= 0)");
        }
    }

    /** Told of all alerts and of what is over. */
    public static Integration of(String name) {
        return new Integration(name, true, 0);
    }
}
