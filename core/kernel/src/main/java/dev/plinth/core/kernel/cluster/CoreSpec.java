// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.cluster;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import jakarta.validation.constraints.NotBlank;

/** A core that is up. */
public record CoreSpec(
        @JsonPropertyDescription("Where the other cores reach it") @NotBlank
        String url) {}
