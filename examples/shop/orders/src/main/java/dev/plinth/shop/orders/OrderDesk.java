// SPDX-License-Identifier: Apache-2.0
package dev.plinth.shop.orders;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;

/** Takes orders. What it has answered is in the database; with the same key it answers the same again. */
@Service
class OrderDesk {
    private static final Logger LOG = LoggerFactory.getLogger(OrderDesk.class);

    private final OrderBook book;
    private final Catalog catalog;
    private final Settlement settlement;
    private final Tracing tracing;

    OrderDesk(OrderBook book, Catalog catalog, Settlement settlement, Tracing tracing) {
        this.book = book;
        this.catalog = catalog;
        this.settlement = settlement;
        this.tracing = tracing;
    }

    /**
     * @throws OrderRefusedException if there is no such film, or the key was used for another order
     * @throws AwayException if the catalog does not answer; nothing is ordered then
     */
    Order place(String customer, String idempotencyKey, OrderRequest request) {
        Optional<Order> known = book.findByKey(customer, idempotencyKey);
        if (known.isPresent()) {
            return same(known.get(), request);
        }
        Catalog.Film film = catalog.film(request.filmId());
        Instant now = book.now();
        Order order = new Order(
                UUID.randomUUID(),
                customer,
                idempotencyKey,
                film.id(),
                film.title(),
                request.quantity(),
                Math.multiplyExact(film.priceCents(), request.quantity()),
                film.currency(),
                Order.Status.PLACED,
                tracing.traceId(),
                tracing.traceParent(),
                0,
                now,
                now);
        if (!book.place(order)) {
            // the same request, at the same moment
            return same(book.findByKey(customer, idempotencyKey).orElseThrow(), request);
        }
        LOG.info(
                "Order {} placed by {}: {} x {} ({})", order.id(), customer, order.quantity(), film.title(), film.id());
        settlement.begin(order);
        return order;
    }

    private static Order same(Order known, OrderRequest request) {
        if (!known.isFor(request)) {
            throw OrderRefusedException.keyReused(known);
        }
        return known;
    }
}
