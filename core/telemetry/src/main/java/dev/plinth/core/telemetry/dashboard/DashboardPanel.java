// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.dashboard;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One thing to look at. */
public record DashboardPanel(
        @JsonPropertyDescription("What it shows, in few words; no other panel of the row has them")
        @NotBlank
        @Size(max = 200)
        String title,

        @JsonPropertyDescription("How it is shown") @NotNull PanelKind kind,

        @JsonPropertyDescription("What should be known of it") @Nullable @Size(max = 1_000)
        String description,

        @JsonPropertyDescription("How many of the twelve columns of the row it takes; 6 if absent, 3 of a stat")
        @Nullable
        @Min(1)
        @Max(12)
        Integer width,

        @JsonPropertyDescription("What its numbers are; none if absent") @Nullable
        PanelUnit unit,

        @JsonPropertyDescription("What a timeseries, stat or table asks for") @Nullable @Size(min = 1, max = 20)
        List<@NotNull @Valid PanelQuery> queries,

        @JsonPropertyDescription("Which logs a panel of logs shows") @Nullable @Valid
        LogSearch logs,

        @JsonPropertyDescription("What a panel of text says, as it stands") @Nullable @Size(min = 1, max = 5_000)
        String text,

        @JsonPropertyDescription("From which value on a number is how good; in ascending order")
        @Nullable
        @Size(min = 1, max = 10)
        List<@NotNull @Valid PanelThreshold> thresholds,

        @JsonPropertyDescription("The lower end of the axis; what fits if absent") @Nullable
        Double min,

        @JsonPropertyDescription("The upper end of the axis; what fits if absent") @Nullable
        Double max,

        @JsonPropertyDescription("Whether lines stand on one another, as shares of a whole; false if absent") @Nullable
        Boolean stacked) {}
