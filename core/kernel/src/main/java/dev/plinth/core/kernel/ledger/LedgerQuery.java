// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.ledger;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which changes are wanted, the newest first; null means any.
 *
 * @param from inclusive
 * @param to exclusive
 * @param before only those with a smaller sequence number
 */
public record LedgerQuery(
        @Nullable String kind,
        @Nullable String env,
        @Nullable String name,
        @Nullable String author,
        @Nullable Long changeSet,
        @Nullable Instant from,
        @Nullable Instant to,
        @Nullable Long before,
        int limit) {}
