// SPDX-License-Identifier: Apache-2.0
package dev.plinth.shop.payments;

import jakarta.validation.Valid;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

@RestController
class PaymentController {
    private final Till till;

    PaymentController(Till till) {
        this.till = till;
    }

    /** Idempotent by order. Declined is an answer like paid: both are 200. */
    @PostMapping("/payments")
    @PreAuthorize("authentication.name == 'app:orders'")
    Payment pay(@Valid @RequestBody PaymentRequest request) {
        return till.take(request);
    }
}
