// SPDX-License-Identifier: Apache-2.0
package dev.plinth.shop.payments;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import java.util.UUID;

/** The order is the key: asked again about it, the answer is the same. */
record PaymentRequest(
        @NotNull UUID orderId,
        @NotNull @Positive @Max(100_000_000) Long amountCents,

        @NotNull @Pattern(regexp = "[A-Z]{3}", message = "a currency of three capital letters, as EUR")
        String currency) {}
