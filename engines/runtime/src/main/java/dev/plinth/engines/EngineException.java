// SPDX-License-Identifier: Apache-2.0
package dev.plinth.engines;

import org.jspecify.annotations.Nullable;

/** Says what is wrong with an engine, and what its owner can do about it. */
public final class EngineException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String engine;
    private final String action;

    /**
     * @param engine name of the engine
     * @param message what happened, with the offending and the expected value
     * @param action what to do about it, a full sentence
     */
    public EngineException(String engine, String message, String action) {
        this(engine, message, action, null);
    }

    public EngineException(String engine, String message, String action, @Nullable Throwable cause) {
        super(message, cause);
        this.engine = engine;
        this.action = action;
    }

    public String engine() {
        return engine;
    }

    public String action() {
        return action;
    }
}
