// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.dashboard;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something that a reader chooses: among the values of a label, or of a list. */
public record DashboardVariable(
        @JsonPropertyDescription("As $name stands in queries")
        @NotNull
        @Pattern(
                regexp = "[A-Za-z][A-Za-z0-9_]{0,49}",
                message = "1 to 50 letters, digits and '_', beginning with a letter")
        String name,

        @JsonPropertyDescription("What stands beside the choice, for people; the name if absent")
        @Nullable
        @Size(min = 1, max = 100)
        String label,

        @JsonPropertyDescription("The label whose values can be chosen; absent when values are listed") @Nullable @Valid
        LabelValues query,

        @JsonPropertyDescription("The values themselves; absent when a label is named")
        @Nullable
        @Size(min = 1, max = 200)
        List<@NotNull @Size(min = 1, max = 500) String> values,

        @JsonPropertyDescription(
                "Whether several can be chosen; they stand in queries as a regular expression, to be compared by =~. False if absent")
        @Nullable
        Boolean multi,

        @JsonPropertyDescription(
                "Whether all can be chosen at once, which stands in queries as .*, to be compared by =~. False if absent")
        @Nullable
        Boolean includeAll,

        @JsonPropertyDescription("What is chosen at first; all if absent and includeAll, or else the first value")
        @JsonProperty("default")
        @Nullable
        @Size(min = 1, max = 500)
        String preset) {
    /** Whether what stands for it is a regular expression. */
    boolean isPattern() {
        return Boolean.TRUE.equals(multi) || Boolean.TRUE.equals(includeAll);
    }
}
