// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.business;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What became of one transaction.
 *
 * @param reason of its failure; empty when it succeeded
 * @param user whose it was; null when that is not known
 */
record Outcome(
        String env,
        String transaction,
        boolean success,
        String reason,
        BigDecimal amount,
        @Nullable String user) {}
