// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.template;

/**
 * A part of a template.
 *
 * @param offset where it begins
 * @param spaceBefore whether there is space between it and what is before
 */
record Token(Kind kind, String text, int offset, boolean spaceBefore) {
    /** What it is. */
    enum Kind {
        TEXT,
        OPEN,
        CLOSE,
        IDENTIFIER,
        VARIABLE,
        FIELD,
        DOT,
        STRING,
        CHARACTER,
        NUMBER,
        PIPE,
        DECLARE,
        ASSIGN,
        COMMA,
        LEFT_PAREN,
        RIGHT_PAREN,
        END
    }

    boolean is(Kind wanted) {
        return kind == wanted;
    }

    boolean isWord(String word) {
        return kind == Kind.IDENTIFIER && text.equals(word);
    }

    @Override
    public String toString() {
        return kind == Kind.END ? "end of template" : kind == Kind.CLOSE ? "\"}}\"" : "\"" + text + "\"";
    }
}
