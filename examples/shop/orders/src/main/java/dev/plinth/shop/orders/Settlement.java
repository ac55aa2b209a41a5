// SPDX-License-Identifier: Apache-2.0
package dev.plinth.shop.orders;

import dev.plinth.spring.BusinessEvent;
import dev.plinth.spring.BusinessEvents;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Brings orders to their end: right after they are placed, and again with growing pauses while payments does not answer or after this process
 * was killed in between. That payments is idempotent makes trying again harmless.
 */
@Component
class Settlement {
    private static final Logger LOG = LoggerFactory.getLogger(Settlement.class);
    private static final int BATCH = 20;

    private final OrderBook book;
    private final Payments payments;
    private final OutboxRelay relay;
    private final Tracing tracing;
    private final BusinessEvents events;
    private final AsyncTaskExecutor background;

    Settlement(
            OrderBook book,
            Payments payments,
            OutboxRelay relay,
            Tracing tracing,
            BusinessEvents events,
            @Qualifier("applicationTaskExecutor") AsyncTaskExecutor background) {
        this.book = book;
        this.payments = payments;
        this.relay = relay;
        this.tracing = tracing;
        this.events = events;
        this.background = background;
    }

    /** Nobody waits for it. */
    void begin(Order order) {
        relay.wake();
        background.execute(() -> settle(order));
    }

    @Scheduled(fixedDelay = 1_000)
    void settleDue() {
        List<Order> due;
        do {
            due = book.claimDue(BATCH);
            due.forEach(this::settle);
        } while (due.size() == BATCH);
    }

    void settle(Order order) {
        tracing.continued(order.traceParent(), "settle order", () -> {
            Payments.Outcome outcome;
            try {
                outcome = payments.pay(order);
            } catch (RuntimeException e) {
                LOG.warn("Order {} is not paid yet, payments does not answer: {}", order.id(), e.getMessage());
                return false;
            }
            book.settle(
                            order,
                            switch (outcome) {
                                case PAID -> Order.Status.PAID;
                                case DECLINED -> Order.Status.PAYMENT_FAILED;
                            })
                    .ifPresent(this::tell);
            relay.wake();
            return true;
        });
    }

    private void tell(Order settled) {
        LOG.info("Order {} is {}", settled.id(), settled.status());
        BusinessEvent payment = BusinessEvent.named("payment")
                .user(settled.customer())
                .amount(settled.amount(), settled.currency())
                .with("order", settled.id().toString());
        events.tell(settled.status() == Order.Status.PAID ? payment : payment.failed("declined"));
    }
}
