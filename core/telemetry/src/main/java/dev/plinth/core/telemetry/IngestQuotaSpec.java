// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/** How much telemetry an app may send; its name is that of the app, {@code default} for those without one, or {@code anonymous}. */
public record IngestQuotaSpec(
        @JsonPropertyDescription(
                "Kilobytes of bodies a second at each core, before compression; those of ten seconds may come at once")
        @Min(1)
        @Max(1_048_576)
        int kilobytesPerSecond) {}
