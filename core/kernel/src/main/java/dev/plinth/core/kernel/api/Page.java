// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.api;

import dev.plinth.core.kernel.problem.ErrorCode;
import dev.plinth.core.kernel.problem.ProblemException;
import dev.plinth.core.kernel.problem.Violation;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list.
 *
 * @param nextCursor ask with this for what follows; null at the end
 * @param position how far the answering core had read the ledger
 */
record Page<T>(List<T> items, @Nullable String nextCursor, long position) {
    static final int MAX_LIMIT = 1_000;

    static int checkedLimit(int limit) {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new ProblemException(
                    ErrorCode.REQUEST_INVALID,
                    "The limit is out of its bounds.",
                    List.of(new Violation("limit", limit, "1 to " + MAX_LIMIT)));
        }
        return limit;
    }

    static String cursor(String clear) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(clear.getBytes(StandardCharsets.UTF_8));
    }

    static String clear(String cursor) {
        try {
            return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw badCursor(cursor);
        }
    }

    static ProblemException badCursor(String cursor) {
        return new ProblemException(
                ErrorCode.REQUEST_INVALID,
                "The cursor cannot be read.",
                List.of(new Violation("cursor", cursor, "the nextCursor of the page before")));
    }
}
