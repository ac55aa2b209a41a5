// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.access;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import java.util.List;

/**
 * Gives a role to subjects.
 *
 * @param subjects {@code user:ada}, {@code group:operators}, {@code app:orders}, or a pattern as {@code local:*}
 */
public record RoleBindingSpec(
        @JsonPropertyDescription("Name of the role") @NotBlank
        String role,

        @JsonPropertyDescription("Who gets it, as user:ada, group:operators, app:orders or local:*") @NotEmpty
        List<@NotBlank String> subjects) {}
