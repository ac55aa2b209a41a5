// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.pipeline;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.plinth.core.telemetry.LogMatch;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Steps that log records go through as they come in. All pipelines that match are applied, by their order and then by name. */
public record LogPipelineSpec(
        @JsonPropertyDescription("What it is for, for people") @Nullable @Size(max = 500)
        String description,

        @JsonPropertyDescription("The lower comes first; 100 if absent") @Nullable @Min(0) @Max(10_000)
        Integer order,

        @JsonPropertyDescription("Which logs it is for; all if absent") @Nullable @Valid
        LogMatch match,

        @JsonPropertyDescription("What is done, one after the other") @NotEmpty @Size(max = 50)
        List<@Valid LogStep> steps) {
    static final int ORDER = 100;

    int orderOrDefault() {
        return order == null ? ORDER : order;
    }

    LogMatch matchOrAll() {
        return match == null ? LogMatch.ALL : match;
    }
}
