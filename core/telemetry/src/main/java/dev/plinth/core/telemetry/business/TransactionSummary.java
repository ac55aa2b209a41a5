// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.business;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A transaction over some time.
 *
 * @param source route or event
 * @param about name of the route or event
 * @param unit of amounts; null when they have none
 * @param successRate from 0 to 1; null when there were none
 * @param amount of those that succeeded
 * @param failedAmount of those that failed
 * @param users how many different ones; estimated, with a standard error of 0.8 %
 * @param failedUsers to whom one at least failed
 * @param reasons of failures, the most frequent first
 */
public record TransactionSummary(
        String name,
        String title,
        String source,
        String about,
        @Nullable String unit,
        long count,
        long failures,
        @Nullable Double successRate,
        BigDecimal amount,
        BigDecimal failedAmount,
        long users,
        long failedUsers,
        List<Reason> reasons) {
    public TransactionSummary {
        reasons = List.copyOf(reasons);
    }

    /** Failures for one reason. */
    public record Reason(String reason, long count, BigDecimal amount, long users) {}
}
