// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql.parser;

import org.jspecify.annotations.Nullable;

/**
 * How the time that a selector looks at differs from the time of evaluation.
 *
 * @param at the time instead of that of evaluation
 * @param offset milliseconds to look further back
 * @param offsetText the offset as it is written, when it is calculated
 */
public record Timing(@Nullable At at, long offset, @Nullable String offsetText) {
    public static final Timing NONE = new Timing(null, 0, null);

    /** What follows an {@code @}. */
    public record At(Kind kind, long millis) {
        /** Whether it is a time, or a bound of the query. */
        public enum Kind {
            TIME,
            START,
            END
        }
    }

    boolean hasOffset() {
        return offset != 0 || offsetText != null;
    }

    Timing withAt(At changed) {
        return new Timing(changed, offset, offsetText);
    }

    Timing withOffset(long changed, @Nullable String text) {
        return new Timing(at, changed, text);
    }
}
