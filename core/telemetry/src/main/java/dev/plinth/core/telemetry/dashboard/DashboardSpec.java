// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.dashboard;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.plinth.core.kernel.kind.Kind;
import dev.plinth.core.kernel.kind.Scope;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is seen together: panels in rows, with variables that all of them follow. */
@DashboardRules
public record DashboardSpec(
        @JsonPropertyDescription("What it is called, for people") @NotBlank @Size(max = 200)
        String title,

        @JsonPropertyDescription("What it shows and where its metrics come from") @Nullable @Size(max = 2_000)
        String description,

        @JsonPropertyDescription("Words to find it by") @Nullable @Size(max = 20)
        List<
                        @NotNull
                        @Pattern(
                                regexp = "[a-z0-9]([a-z0-9._-]{0,48}[a-z0-9])?",
                                message =
                                        "1 to 50 of a-z, 0-9, '.', '_' and '-', beginning and ending with a letter or digit")
                        String>
                tags,

        @JsonPropertyDescription(
                "What a reader chooses; $name and ${name} stand for it in queries, legends, titles and texts")
        @Nullable
        @Size(max = 20)
        List<@NotNull @Valid DashboardVariable> variables,

        @JsonPropertyDescription(
                "Seconds from one sample of its metrics to the next, for $__interval and $__rate_interval; 15 if absent")
        @Nullable
        @Min(1)
        @Max(86_400)
        Integer sampledSeconds,

        @JsonPropertyDescription("From top to bottom") @NotEmpty @Size(max = 50)
        List<@NotNull @Valid DashboardRow> rows) {
    /** The kind's name. */
    public static final String KIND = "Dashboard";

    /** The kind; a dashboard belongs to no environment, as its variables choose one. */
    public static Kind<DashboardSpec> kind() {
        return Kind.of(
                KIND,
                Scope.GLOBAL,
                "Panels of metrics and logs that are looked at together; one of the name of a built-in one takes its place",
                DashboardSpec.class);
    }

    List<DashboardVariable> variablesOrNone() {
        return variables == null ? List.of() : variables;
    }

    List<String> tagsOrNone() {
        return tags == null ? List.of() : tags;
    }
}
