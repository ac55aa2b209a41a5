// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.dashboard;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.annotation.JsonValue;
import jakarta.validation.constraints.NotNull;
import java.util.Locale;

/** From here on, numbers are so good or bad, up to the next threshold. */
public record PanelThreshold(
        @JsonPropertyDescription("The first number it is for") @NotNull
        Double value,

        @JsonPropertyDescription("How good it is: ok, warning or error") @NotNull
        Level level) {
    /** How good something is. */
    public enum Level {
        OK,
        WARNING,
        ERROR;

        @JsonValue
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
