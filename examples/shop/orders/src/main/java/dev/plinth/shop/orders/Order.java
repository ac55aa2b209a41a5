// SPDX-License-Identifier: Apache-2.0
package dev.plinth.shop.orders;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;

/**
 * An order as its customer sees it.
 *
 * @param customer who ordered, as {@code user:ada}
 * @param traceId of the request that placed it: logs and spans of all that follows have it too
 * @param traceParent the same as W3C trace context, for what goes on later
 * @param attempts how often it was tried to have it paid
 */
record Order(
        UUID id,
        @JsonIgnore String customer,
        @JsonIgnore String idempotencyKey,
        int filmId,
        String title,
        int quantity,
        long amountCents,
        String currency,
        Status status,
        String traceId,
        @JsonIgnore String traceParent,
        @JsonIgnore int attempts,
        Instant placedAt,
        Instant changedAt) {
    enum Status {
        PLACED,
        PAID,
        PAYMENT_FAILED
    }

    BigDecimal amount() {
        return BigDecimal.valueOf(amountCents, 2);
    }

    boolean isFor(OrderRequest request) {
        return filmId == request.filmId() && quantity == request.quantity();
    }
}
