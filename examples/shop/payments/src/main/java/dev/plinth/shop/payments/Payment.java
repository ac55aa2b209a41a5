// SPDX-License-Identifier: Apache-2.0
package dev.plinth.shop.payments;

import java.time.Instant;
import java.util.UUID;

/** What became of the payment for an order; it never changes. */
record Payment(UUID orderId, long amountCents, String currency, Status status, Instant decidedAt) {
    enum Status {
        PAID,
        DECLINED
    }
}
