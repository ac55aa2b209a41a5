// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.identity.revocation;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import jakarta.validation.constraints.Min;

/**
 * Tokens that are good no more, though not expired: those that name this session, user or grant and were issued before.
 *
 * @param issuedBefore in seconds since 1970, as a token's {@code iat}
 */
public record RevocationSpec(
        @JsonPropertyDescription("Tokens issued before are revoked; seconds since 1970") @Min(0)
        long issuedBefore) {}
