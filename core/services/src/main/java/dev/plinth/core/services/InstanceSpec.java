// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.services;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/** A running copy of a service. */
public record InstanceSpec(
        @JsonPropertyDescription("The service it is an instance of")
        @NotNull
        @jakarta.validation.constraints.Pattern(
                regexp = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?",
                message = "1 to 63 of a-z, 0-9 and '-'")
        String service,

        @JsonPropertyDescription("Name or address of its machine, as others reach it") @NotBlank @Size(max = 253)
        String host,

        @JsonPropertyDescription("Port of its HTTP") @Min(1) @Max(65_535)
        int port,

        @JsonPropertyDescription("What is deployed, as 1.4.2") @Nullable @Size(max = 100)
        String version) {}
