// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.dashboard;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Panels below a heading, side by side as long as there is room. */
public record DashboardRow(
        @JsonPropertyDescription("The heading; none if absent") @Nullable @Size(min = 1, max = 200)
        String title,

        @JsonPropertyDescription("From left to right; what has no room goes below") @NotEmpty @Size(max = 50)
        List<@NotNull @Valid DashboardPanel> panels) {}
