// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql.script;

import com.google.re2j.Pattern;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One command of a script. */
sealed interface Command {
    /** Adds series to those that are there, with an interval in milliseconds. */
    record Load(long interval, boolean withCustomBuckets, List<SeriesNotation> series) implements Command {}

    /** Removes all series. */
    record Clear() implements Command {}

    /** Evaluates a query and says what it must give. For an instant query, start and end are the same, and the step is 0. */
    record Evaluate(int line, String query, long start, long end, long step, Expected expected) implements Command {
        boolean isRange() {
            return step > 0;
        }
    }

    /**
     * What a query must give.
     *
     * @param scalar the number, when that is all
     * @param text the text, when that is all
     * @param times those of a range vector that an instant query gives
     */
    record Expected(
            List<Expectation> expectations,
            List<SeriesNotation> series,
            @Nullable Double scalar,
            @Nullable String text,
            @Nullable Times times) {
        boolean isOrdered() {
            return has(Expectation.Kind.ORDERED);
        }

        boolean isFailure() {
            return has(Expectation.Kind.FAIL);
        }

        boolean has(Expectation.Kind kind) {
            return !of(kind).isEmpty();
        }

        List<Expectation> of(Expectation.Kind kind) {
            return expectations.stream().filter(e -> e.kind == kind).toList();
        }
    }

    /** Times of samples, in milliseconds. */
    record Times(long start, long end, long step) {}

    /** Something that must be so, with what its message must be, or what must be found in it. */
    record Expectation(
            Kind kind, @Nullable String message, @Nullable Pattern pattern) {
        /** What is expected. */
        enum Kind {
            ORDERED,
            FAIL,
            WARN,
            NO_WARN,
            INFO,
            NO_INFO
        }

        boolean matches(String actual) {
            if (message != null) {
                return message.equals(actual);
            }
            return pattern == null || pattern.matcher(actual).find();
        }

        /** For messages. */
        String wanted() {
            return message != null ? message : String.valueOf(pattern);
        }
    }
}
