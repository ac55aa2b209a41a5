// SPDX-License-Identifier: Apache-2.0
package dev.plinth.shop.orders;

import java.util.UUID;

/** There is no such order, or it is somebody else's. */
final class OrderNotFoundException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OrderNotFoundException(UUID id) {
        super("You have no order %s.".formatted(id));
    }
}
