// SPDX-License-Identifier: Apache-2.0
package dev.plinth.shop.orders;

import jakarta.validation.Valid;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** Orders of whoever asks; there is no way to those of others. */
@RestController
class OrderController {
    private static final int NEWEST = 50;

    record Orders(String customer, List<Order> items) {}

    private final OrderDesk desk;
    private final OrderBook book;

    OrderController(OrderDesk desk, OrderBook book) {
        this.desk = desk;
        this.book = book;
    }

    /** 201 once it is committed; how it was paid is told by {@link #order}. */
    @PostMapping("/shop/api/orders")
    ResponseEntity<Order> place(
            @RequestHeader("Idempotency-Key") String key,
            @Valid @RequestBody OrderRequest request,
            Authentication customer) {
        if (!key.matches("[!-~]{1,100}")) {
            throw OrderRefusedException.badKey(key);
        }
        Order order = desk.place(customer.getName(), key, request);
        return ResponseEntity.created(URI.create("/shop/api/orders/" + order.id()))
                .header("Plinth-Business", "amount=" + order.amount())
                .body(order);
    }

    @GetMapping("/shop/api/orders")
    Orders orders(Authentication customer) {
        return new Orders(customer.getName(), book.newest(customer.getName(), NEWEST));
    }

    @GetMapping("/shop/api/orders/{id}")
    Order order(@PathVariable UUID id, Authentication customer) {
        return book.find(customer.getName(), id).orElseThrow(() -> new OrderNotFoundException(id));
    }

    /** The gateway lets only signed-in people come here: a link to it is a way to sign in, and it leads back to the shop. */
    @GetMapping("/shop/account")
    ResponseEntity<Void> account() {
        return ResponseEntity.status(HttpStatus.FOUND)
                .location(URI.create("/shop/"))
                .build();
    }
}
