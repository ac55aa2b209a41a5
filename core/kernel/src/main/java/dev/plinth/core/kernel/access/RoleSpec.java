// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.access;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a role allows: anything that one of its rules allows. */
public record RoleSpec(
        @JsonPropertyDescription("What it allows; one matching rule is enough") @NotEmpty
        List<@NotNull @Valid Rule> rules) {
    /**
     * Allows verbs on resources.
     *
     * @param kinds names or patterns with {@code *}
     * @param environments names or patterns; empty for all, and for resources of global scope; a named environment does not
     *     include those
     * @param names names or patterns, in which {@code {self}} stands for the name of who asks; empty for all
     */
    public record Rule(
            @JsonPropertyDescription("read, write, delete, reveal, or * for all") @NotEmpty
            List<@Pattern(regexp = "read|write|delete|reveal|\\*") String> verbs,

            @JsonPropertyDescription("Kinds, as Route or *") @NotEmpty
            List<String> kinds,

            @JsonPropertyDescription("Environments, as dev; none means all") @Nullable
            List<String> environments,

            @JsonPropertyDescription(
                    "Names, as shop-*; {self} is the name of who asks, as orders for app:orders; none means all")
            @Nullable
            List<String> names) {}
}
