// SPDX-License-Identifier: Apache-2.0
package dev.plinth.shop.catalog;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * A film and what it costs.
 *
 * @param score of its viewers, 0 to 10
 * @param sold how many were sold so far
 */
record Film(
        int id,
        String title,
        LocalDate released,
        @Nullable String genre,
        @Nullable String director,
        @Nullable String certificate,
        @Nullable Integer minutes,
        @Nullable Double score,
        @Nullable Integer votes,
        @Nullable String distributor,
        int priceCents,
        String currency,
        long sold) {}
