// SPDX-License-Identifier: Apache-2.0
package dev.plinth.shop.catalog;

import org.jspecify.annotations.Nullable;

/** What somebody looks for; words may be empty, which finds all. */
record FilmQuery(
        String words, @Nullable String genre, @Nullable Integer decade, Sort sort, int page) {
    static final int PAGE_SIZE = 24;

    enum Sort {
        RELEVANCE,
        POPULAR,
        SCORE,
        NEWEST,
        OLDEST,
        PRICE,
        TITLE
    }

    /** Without words nothing is more relevant than anything else. */
    Sort effectiveSort() {
        return sort == Sort.RELEVANCE && words.isEmpty() ? Sort.POPULAR : sort;
    }

    int offset() {
        return (page - 1) * PAGE_SIZE;
    }
}
