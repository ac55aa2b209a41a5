// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.dispatch;

import java.time.Instant;
import java.util.List;

/**
 * What somebody was last told of a group.
 *
 * @param target the integration: receiver, kind and place
 * @param firing hashes of the alerts that fired
 * @param resolved hashes of those that were over
 * @param expiresAt when it may be forgotten
 */
public record LogEntry(
        String groupKey, String target, Instant at, List<Long> firing, List<Long> resolved, Instant expiresAt) {
    public LogEntry {
        firing = List.copyOf(firing);
        resolved = List.copyOf(resolved);
    }
}
