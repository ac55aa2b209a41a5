// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.identity.key;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import jakarta.validation.constraints.NotBlank;

/** A public key that verifies tokens of this installation. */
public record JsonWebKeySpec(
        @JsonPropertyDescription("The key as JSON (RFC 7517)") @NotBlank
        String jwk) {}
