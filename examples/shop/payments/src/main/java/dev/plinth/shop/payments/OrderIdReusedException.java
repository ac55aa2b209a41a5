// SPDX-License-Identifier: Apache-2.0
package dev.plinth.shop.payments;

/** Somebody asks for money for an order again, but for another amount. */
final class OrderIdReusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OrderIdReusedException(Payment known) {
        super("There is a payment for order %s already, of %d cents %s"
                .formatted(known.orderId(), known.amountCents(), known.currency()));
    }
}
