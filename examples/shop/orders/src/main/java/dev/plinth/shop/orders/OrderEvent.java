// SPDX-License-Identifier: Apache-2.0
package dev.plinth.shop.orders;

import java.time.Instant;
import java.util.UUID;

/**
 * What the world hears of an order, in {@code shop.orders} with the order's id as key.
 *
 * @param id of the event: it may arrive more than once, always with the same id
 */
record OrderEvent(
        UUID id,
        Type type,
        UUID orderId,
        int filmId,
        String title,
        int quantity,
        long amountCents,
        String currency,
        String traceId,
        Instant at) {
    enum Type {
        ORDER_PLACED,
        ORDER_PAID,
        ORDER_PAYMENT_FAILED
    }

    static OrderEvent of(Order order) {
        return new OrderEvent(
                UUID.randomUUID(),
                switch (order.status()) {
                    case PLACED -> Type.ORDER_PLACED;
                    case PAID -> Type.ORDER_PAID;
                    case PAYMENT_FAILED -> Type.ORDER_PAYMENT_FAILED;
                },
                order.id(),
                order.filmId(),
                order.title(),
                order.quantity(),
                order.amountCents(),
                order.currency(),
                order.traceId(),
                order.changedAt());
    }
}
