// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.token;

import org.jspecify.annotations.Nullable;

/** A token that cannot be had; the message says why, for people. */
public final class TokenException extends Exception {
    private static final long serialVersionUID = 1;

    public TokenException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
