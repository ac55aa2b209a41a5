// SPDX-License-Identifier: Apache-2.0
package dev.plinth.cli.settings;

import org.jspecify.annotations.Nullable;

/** Ends a command: says what happened, what to do about it, and with which exit code. */
public final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ExitCode exitCode;
    private final String action;

    public Failure(ExitCode exitCode, String message, String action) {
        this(exitCode, message, action, null);
    }

    public Failure(ExitCode exitCode, String message, String action, @Nullable Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
        this.action = action;
    }

    public ExitCode exitCode() {
        return exitCode;
    }

    public String action() {
        return action;
    }
}
