// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.routing;

import dev.plinth.core.telemetry.metric.constraint.Blame;
import dev.plinth.promql.parser.Durations;
import jakarta.validation.ConstraintValidatorContext;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Durations as they are written in resources: {@code 30s}, {@code 1h30m}. */
public final class Moments {
    private Moments() {}

    public static @Nullable Duration parse(@Nullable String text) {
        return text == null ? null : Duration.ofMillis(Durations.parse(text));
    }

    /** Blames what is none. */
    public static boolean check(
            @Nullable String text, boolean zeroAllowed, String at, ConstraintValidatorContext context) {
        try {
            if (text == null || Durations.parse(text) > 0 || (zeroAllowed && Durations.parse(text) == 0)) {
                return true;
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        return Blame.field(context, at, "a duration, as 30s, 5m or 1h30m" + (zeroAllowed ? "" : ", more than 0"));
    }
}
