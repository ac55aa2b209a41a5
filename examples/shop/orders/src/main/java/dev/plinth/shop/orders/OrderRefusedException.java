// SPDX-License-Identifier: Apache-2.0
package dev.plinth.shop.orders;

import org.springframework.http.HttpStatus;

/** An order that is not taken, and why. */
final class OrderRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final HttpStatus status;
    private final String code;
    private final transient Problems.Violation violation;

    private OrderRefusedException(HttpStatus status, String code, String detail, Problems.Violation violation) {
        super(detail);
        this.status = status;
        this.code = code;
        this.violation = violation;
    }

    static OrderRefusedException unknownFilm(int id) {
        return new OrderRefusedException(
                HttpStatus.UNPROCESSABLE_CONTENT,
                "orders.film-unknown",
                "There is no film %d.".formatted(id),
                new Problems.Violation("filmId", String.valueOf(id), "the id of a film in the catalog"));
    }

    static OrderRefusedException badKey(String key) {
        return new OrderRefusedException(
                HttpStatus.BAD_REQUEST,
                "orders.idempotency-key-invalid",
                "The header Idempotency-Key cannot be used.",
                new Problems.Violation("Idempotency-Key", key, "1 to 100 visible ASCII characters"));
    }

    static OrderRefusedException keyReused(Order order) {
        return new OrderRefusedException(
                HttpStatus.UNPROCESSABLE_CONTENT,
                "orders.idempotency-key-reused",
                "This Idempotency-Key was used for another order, %s.".formatted(order.id()),
                new Problems.Violation(
                        "Idempotency-Key",
                        order.idempotencyKey(),
                        "the same body again (filmId %d, quantity %d), or a new key"
                                .formatted(order.filmId(), order.quantity())));
    }

    HttpStatus status() {
        return status;
    }

    String code() {
        return code;
    }

    Problems.Violation violation() {
        return violation;
    }
}
