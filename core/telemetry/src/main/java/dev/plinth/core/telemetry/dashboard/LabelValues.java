// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.dashboard;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/** The values of a label, of the series of a metric in the time that is looked at. */
public record LabelValues(
        @JsonPropertyDescription("The metric whose series are asked; may be absent when there are matchers")
        @Nullable
        @Size(max = 500)
        String metric,

        @JsonPropertyDescription("Which of its series, as job=\"api\", env=~\"$env\"; all if absent")
        @Nullable
        @Size(max = 2_000)
        String matchers,

        @JsonPropertyDescription("The label") @NotBlank @Size(max = 500)
        String label) {}
