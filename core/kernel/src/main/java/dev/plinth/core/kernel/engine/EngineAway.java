// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.engine;

import org.jspecify.annotations.Nullable;

/**
 * An engine does not do what it could do at another time: it is not there, has no room, or knows us no longer. The message says which, for
 * people.
 */
public final class EngineAway extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public EngineAway(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
