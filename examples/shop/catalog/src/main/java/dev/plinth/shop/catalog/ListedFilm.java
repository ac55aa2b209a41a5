// SPDX-License-Identifier: Apache-2.0
package dev.plinth.shop.catalog;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** A film as films.jsonl has it. */
record ListedFilm(
        int id,
        String title,
        LocalDate released,
        @Nullable String genre,
        @Nullable String director,
        @Nullable String certificate,
        @Nullable Integer minutes,
        @Nullable Double score,
        @Nullable Integer votes,
        @Nullable String distributor) {
    private static final int CHEAPEST = 399;

    /** The same for the same film, always: newer films and better ones cost more. */
    int priceCents() {
        int year = released.getYear();
        int ofAge = year >= 2005 ? 400 : year >= 1995 ? 200 : 0;
        int ofScore = score == null || score < 6 ? 0 : score < 7 ? 100 : score < 8 ? 200 : 300;
        return CHEAPEST + ofAge + ofScore;
    }
}
