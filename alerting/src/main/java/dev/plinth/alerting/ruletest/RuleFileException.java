// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.ruletest;

import java.nio.file.Path;

/** A file of rules or tests that is none. The message says the line, and what would be right when that is known. */
public final class RuleFileException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int line;

    RuleFileException(int line, String problem) {
        this("line " + line + ": " + problem, line);
    }

    private RuleFileException(String message, int line) {
        super(message);
        this.line = line;
    }

    RuleFileException in(Path file) {
        return new RuleFileException(file + ", " + getMessage(), line);
    }

    /** From 1. */
    public int line() {
        return line;
    }
}
