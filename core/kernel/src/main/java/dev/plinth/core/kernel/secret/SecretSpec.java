// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.secret;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/**
 * A secret as the ledger has it. Who writes one gives {@code value} instead; it is sealed before anything else sees it, and never
 * comes back.
 */
public record SecretSpec(
        @JsonPropertyDescription("The secret itself; can be written, never read") @Nullable
        String value,

        @JsonPropertyDescription("Which master key sealed it") @Nullable
        String keyId,

        @JsonPropertyDescription("Tells values apart without telling them") @Nullable
        String fingerprint) {
    /** Without the value. */
    @Override
    public String toString() {
        return "SecretSpec[keyId=" + keyId + ", fingerprint=" + fingerprint + "]";
    }
}
