// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.services;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/** A running gateway, and how far it has come. */
public record GatewaySpec(
        @JsonPropertyDescription("The environment whose routes it serves") @NotBlank
        String env,

        @JsonPropertyDescription("Where the world reaches it") @NotBlank
        String address,

        @JsonPropertyDescription("The public key of the tokens it makes for services, as JSON (RFC 7517)") @NotBlank
        String jwk,

        @JsonPropertyDescription("The last change of the ledger that it has applied; 0 for none") @Min(0)
        long applied,

        @JsonPropertyDescription("What it could not apply, and why") @Nullable @Size(max = 2000)
        String problem) {}
