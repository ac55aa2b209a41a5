// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.stream;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.plinth.core.telemetry.LogMatch;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/** Logs that are kept together, and for how long. A record belongs to the first stream that matches, by their order and then by name. */
public record LogStreamSpec(
        @JsonPropertyDescription("What it is for, for people") @Nullable @Size(max = 500)
        String description,

        @JsonPropertyDescription("The lower comes first; 100 if absent") @Nullable @Min(0) @Max(10_000)
        Integer order,

        @JsonPropertyDescription("Which logs belong to it; all if absent") @Nullable @Valid
        LogMatch match,

        @JsonPropertyDescription("Hours that a record is kept at least; that of the settings if absent")
        @Nullable
        @Min(1)
        @Max(87_600)
        Integer retentionHours,

        @JsonPropertyDescription(
                "Megabytes that it may have in OpenSearch; beyond that the oldest hours go, but never the one that is written. No limit if absent")
        @Nullable
        @Min(1)
        @Max(104_857_600)
        Integer retentionMegabytes) {
    private static final int ORDER = 100;

    int orderOrDefault() {
        return order == null ? ORDER : order;
    }

    LogMatch matchOrAll() {
        return match == null ? LogMatch.ALL : match;
    }
}
