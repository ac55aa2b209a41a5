// SPDX-License-Identifier: Apache-2.0
package dev.plinth.shop.orders;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;

record OrderRequest(
        @NotNull @Positive Integer filmId,
        @NotNull @Min(1) @Max(10) Integer quantity) {}
