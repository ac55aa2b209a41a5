// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.scrape;

/** A text that is no exposition of metrics, or more than is taken. The message says in which line, what is there and what was expected. */
public final class ExpositionException extends Exception {
    private static final long serialVersionUID = 1;

    private final int line;

    ExpositionException(int line, String message) {
        super(line == 0 ? message : "line " + line + ": " + message);
        this.line = line;
    }

    /** The line, from 1 on; 0 when it is about the whole text. */
    public int line() {
        return line;
    }
}
