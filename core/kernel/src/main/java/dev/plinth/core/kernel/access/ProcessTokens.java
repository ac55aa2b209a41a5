// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.access;

import org.jspecify.annotations.Nullable;

/** Tokens in files that the supervisor wrote. */
public interface ProcessTokens {
    /** Whose token it is, as {@code process:gateway} or {@code app:orders}, or null when it is in no file. */
    @Nullable
    Principal identify(String token);

    /** Whether the supervisor runs somebody of that name, and wrote a token for it. */
    boolean supplies(String principal);
}
