// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.template;

/** A template that is none, or that cannot be expanded. The message says what is wrong and where, and what would be right when that is known. */
public final class TemplateException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int line;
    private final int column;

    TemplateException(String doing, String name, int line, int column, String problem) {
        super("error %s template %s: template: %s:%d:%d: %s".formatted(doing, name, name, line, column, problem));
        this.line = line;
        this.column = column;
    }

    /** From 1. */
    public int line() {
        return line;
    }

    /** From 1. */
    public int column() {
        return column;
    }
}
