// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.jspecify.annotations.Nullable;

/** How much telemetry an app may send; its name is that of the app, {@code default} for those without one, or {@code anonymous}. */
public record IngestQuotaSpec(
        @JsonPropertyDescription(
                "Kilobytes of bodies a second at each core, before compression; those of ten seconds may come at once")
        @Min(1)
        @Max(1_048_576)
        int kilobytesPerSecond,

        @JsonPropertyDescription(
                "Series of metrics that may be active at each core, those of the last one to two hours; without it the setting plinth.telemetry.metrics.series")
        @Min(1)
        @Max(10_000_000)
        @Nullable
        Integer series) {}
