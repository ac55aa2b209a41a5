// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.dispatch;

import dev.plinth.alerting.dispatch.Notification.Receipt;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who was told what of which group, so that nobody is told twice. */
final class NotificationLog {
    private record Key(String groupKey, String target) {}

    private final Map<Key, LogEntry> entries = new LinkedHashMap<>();
    private final Duration retention;

    NotificationLog(Duration retention, Collection<LogEntry> entries) {
        this.retention = retention;
        entries.forEach(entry -> this.entries.put(new Key(entry.groupKey(), entry.target()), entry));
    }

    /** Notes what was told, unless something newer was noted since the notification was made. */
    void note(Receipt receipt, Instant madeAt, Instant now) {
        Key key = new Key(receipt.groupKey(), receipt.target());
        LogEntry previous = entries.get(key);
        if (previous != null && previous.at().isAfter(madeAt)) {
            return;
        }
        Duration kept = receipt.repeatInterval().multipliedBy(2);
        Instant expiresAt = now.plus(kept.compareTo(retention) < 0 ? kept : retention);
        entries.put(
                key,
                new LogEntry(
                        receipt.groupKey(), receipt.target(), now, receipt.firing(), receipt.resolved(), expiresAt));
    }

    /** Whether the target must be told, because something changed or enough time has passed. */
    boolean isNews(Receipt receipt, boolean sendResolved, Instant now) {
        @Nullable LogEntry entry = entries.get(new Key(receipt.groupKey(), receipt.target()));
        if (entry == null) {
            return !receipt.firing().isEmpty();
        }
        if (!contains(entry.firing(), receipt.firing())) {
            return true;
        }
        if (receipt.firing().isEmpty()) {
            return !entry.firing().isEmpty();
        }
        if (sendResolved && !contains(entry.resolved(), receipt.resolved())) {
            return true;
        }
        return entry.at().isBefore(now.minus(receipt.repeatInterval()));
    }

    private static boolean contains(List<Long> told, List<Long> now) {
        return new HashSet<>(told).containsAll(now);
    }

    void forgetExpired(Instant now) {
        entries.values().removeIf(entry -> !entry.expiresAt().isAfter(now));
    }

    List<LogEntry> entries() {
        return List.copyOf(entries.values());
    }
}
