// SPDX-License-Identifier: Apache-2.0
package dev.plinth.agent;

import org.jspecify.annotations.Nullable;

/** Ends the agent, or keeps it from starting: says what happened and what to do about it. */
public final class AgentProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What kind of problem it is. */
    public enum Kind {
        /** The settings or the state directory are wrong; trying again changes nothing. */
        CONFIGURATION,
        /** A program that is needed is not there. */
        UNAVAILABLE,
        /** Not now; the same may work later. */
        TEMPORARY
    }

    private final Kind kind;
    private final String action;

    public AgentProblem(Kind kind, String message, String action) {
        this(kind, message, action, null);
    }

    public AgentProblem(Kind kind, String message, String action, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.action = action;
    }

    public Kind kind() {
        return kind;
    }

    /** What the user can do. */
    public String action() {
        return action;
    }
}
