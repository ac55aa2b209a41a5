// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.dashboard;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/** What a panel asks for. */
public record PanelQuery(
        @JsonPropertyDescription(
                "PromQL with $variables; $__rate_interval, $__interval and $__range are durations that fit the time that is looked at")
        @NotBlank
        @Size(max = 10_000)
        String expr,

        @JsonPropertyDescription("What its series are called, as {{instance}} {{mode}}; their labels if absent")
        @Nullable
        @Size(min = 1, max = 500)
        String legend) {}
