// SPDX-License-Identifier: Apache-2.0
package dev.plinth.shop.orders;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/** What is written of orders. Each method is one transaction: an order never changes without the event that tells it. */
@Repository
class OrderBook {
    private final OrderMapper orders;
    private final OutboxMapper outbox;
    private final OrderSettings settings;
    private final JsonMapper json;
    private final Clock clock;

    OrderBook(OrderMapper orders, OutboxMapper outbox, OrderSettings settings, JsonMapper json, Clock clock) {
        this.orders = orders;
        this.outbox = outbox;
        this.settings = settings;
        this.json = json;
        this.clock = clock;
    }

    /** As PostgreSQL keeps it. */
    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    /** @return false when the customer has ordered with this key already; nothing is written then */
    @Transactional
    boolean place(Order order) {
        // who places it has it paid at once; only if he cannot, it is due
        if (orders.insert(order, order.placedAt().plus(settings.firstRetry())) == 0) {
            return false;
        }
        tell(order);
        return true;
    }

    /** Those whose payment is due now; they are due again later, unless they are settled before. */
    @Transactional
    List<Order> claimDue(int limit) {
        Instant now = now();
        List<Order> due = orders.due(now, limit);
        due.forEach(order -> orders.postpone(order.id(), now.plus(settings.retryAfter(order.attempts() + 1))));
        return due;
    }

    /** The order as it is from now on; empty when somebody else has settled it. */
    @Transactional
    Optional<Order> settle(Order order, Order.Status status) {
        Instant now = now();
        if (orders.settle(order.id(), status, now) == 0) {
            return Optional.empty();
        }
        Order settled = new Order(
                order.id(),
                order.customer(),
                order.idempotencyKey(),
                order.filmId(),
                order.title(),
                order.quantity(),
                order.amountCents(),
                order.currency(),
                status,
                order.traceId(),
                order.traceParent(),
                order.attempts(),
                order.placedAt(),
                now);
        tell(settled);
        return Optional.of(settled);
    }

    private void tell(Order order) {
        outbox.insert(order.id(), json.writeValueAsString(OrderEvent.of(order)), order.traceParent());
    }

    Optional<Order> findByKey(String customer, String idempotencyKey) {
        return orders.findByKey(customer, idempotencyKey);
    }

    Optional<Order> find(String customer, UUID id) {
        return orders.find(customer, id);
    }

    List<Order> newest(String customer, int limit) {
        return orders.newest(customer, limit);
    }
}
