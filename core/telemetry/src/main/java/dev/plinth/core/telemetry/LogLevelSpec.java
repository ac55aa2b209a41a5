// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.annotation.JsonDeserialize;

/**
 * At which level an app logs for a while; its name is that of the app. A time that has passed is no mistake, since a change can be reverted
 * at any time; it has no effect.
 */
@EachLoggerOnce
public record LogLevelSpec(
        @JsonPropertyDescription("Loggers and the level of each, for a while") @NotNull @Size(min = 1, max = 50)
        List<@Valid @NotNull Entry> levels) {
    /** One of them. */
    public record Entry(
            @JsonPropertyDescription("ROOT, or the name of a logger, a package or a class, as com.example.shop.Till")
            @NotNull
            @Size(max = 255)
            @Pattern(
                    regexp = "ROOT|(?![Rr][Oo][Oo][Tt]$)\\S+",
                    message = "ROOT, or the name of a logger, a package or a class, without spaces")
            String logger,

            @JsonPropertyDescription(
                    "trace, debug, info, warn or error: records at it and above are logged; off: none is")
            @NotNull
            @Pattern(
                    regexp = "trace|debug|info|warn|error|off",
                    message = "one of trace, debug, info, warn, error, off")
            String level,

            @JsonPropertyDescription("When it has its own level again, as 2026-01-31T12:00:00Z")
            @NotNull
            @JsonDeserialize(using = IsoTime.class)
            Instant until) {}
}
