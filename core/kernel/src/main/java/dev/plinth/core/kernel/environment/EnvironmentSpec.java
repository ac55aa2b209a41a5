// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.environment;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/** A place where resources of their own apply: {@code dev}, {@code prod}. */
public record EnvironmentSpec(
        @JsonPropertyDescription("What it is for, for people") @Nullable @Size(max = 200)
        String description) {}
