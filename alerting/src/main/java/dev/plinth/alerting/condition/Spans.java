// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.condition;

import dev.plinth.promql.parser.Durations;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Spans of time as people write them. */
final class Spans {
    private Spans() {}

    /** @throws ConditionException when it is none, or none between the two */
    static Duration between(String field, @Nullable String text, Duration absent, Duration least, Duration most) {
        if (text == null) {
            return absent;
        }
        String expected = "a duration from %s to %s, as %s".formatted(show(least), show(most), show(absent));
        try {
            Duration span = Duration.ofMillis(Durations.parse(text));
            if (span.compareTo(least) >= 0 && span.compareTo(most) <= 0) {
                return span;
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw new ConditionException(field, expected);
    }

    static String show(Duration span) {
        return Durations.format(span.toMillis());
    }
}
