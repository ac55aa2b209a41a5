// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.scrape;

import dev.plinth.promql.model.Texts;

/** A line that is read from left to right. */
final class Line {
    /** As no character is. */
    static final int END = -1;

    private static final int MAX_SHOWN = 60;

    private final String text;
    private final int end;
    private final int number;
    private final boolean strict;
    private int at;

    /** @param strict whether there is exactly one space where there may be some */
    Line(String text, int begin, int end, int number, boolean strict) {
        this.text = text;
        this.at = begin;
        this.end = end;
        this.number = number;
        this.strict = strict;
    }

    int peek() {
        return at < end ? text.charAt(at) : END;
    }

    boolean isAtEnd() {
        return at >= end;
    }

    void expect(char expected) throws ExpositionException {
        if (peek() != expected) {
            throw wrong("'" + expected + "'");
        }
        at++;
    }

    /** Passes blanks where the format allows them and means nothing by them. */
    void skipBlanks() {
        while (!strict && isBlank(peek())) {
            at++;
        }
    }

    /** Passes what separates two parts; false at the end of the line. */
    boolean skipSeparator() throws ExpositionException {
        if (strict) {
            if (isAtEnd()) {
                return false;
            }
            expect(' ');
            return true;
        }
        skipBlanks();
        return !isAtEnd();
    }

    private static boolean isBlank(int c) {
        return c == ' ' || c == '\t';
    }

    /** Up to the next blank. */
    String word() {
        int begin = at;
        while (at < end && !isBlank(peek())) {
            at++;
        }
        return text.substring(begin, at);
    }

    String rest() {
        String rest = text.substring(at, end);
        at = end;
        return rest;
    }

    /** A name without quotes; empty when none begins here. */
    String name(boolean colons) {
        int begin = at;
        while (at < end && isInName(text.charAt(at), colons, at > begin)) {
            at++;
        }
        return text.substring(begin, at);
    }

    private static boolean isInName(char c, boolean colons, boolean digits) {
        return c == '_'
                || (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (digits && c >= '0' && c <= '9')
                || (colons && c == ':');
    }

    /** A text in quotes, in which backslashes stand before backslashes, quotes and the {@code n} of a new line. */
    String quoted(String what) throws ExpositionException {
        if (peek() != '"') {
            throw wrong(what + " in double quotes");
        }
        int begin = ++at;
        boolean escaped = false;
        while (peek() != '"') {
            if (peek() == '\\') {
                escaped = true;
                at++;
            }
            if (isAtEnd()) {
                throw wrong("'\"' at the end of the text that begins with " + shown(begin - 1));
            }
            at++;
        }
        String quoted = text.substring(begin, at++);
        return escaped ? unescape(quoted, true) : quoted;
    }

    /** What is no known escape stays as it is. */
    static String unescape(String text, boolean quotes) {
        if (text.indexOf('\\') < 0) {
            return text;
        }
        StringBuilder clear = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            char next = c == '\\' && i + 1 < text.length() ? text.charAt(i + 1) : 0;
            if (next == 'n') {
                clear.append('\n');
                i++;
            } else if (next == '\\' || (next == '"' && quotes)) {
                clear.append(next);
                i++;
            } else {
                clear.append(c);
            }
        }
        return clear.toString();
    }

    ExpositionException wrong(String expected) {
        return new ExpositionException(
                number, (isAtEnd() ? "it ends" : "there is " + shown(at)) + " (expected: " + expected + ")");
    }

    ExpositionException wrong(String there, String expected) {
        String shown = there.length() <= MAX_SHOWN ? there : there.substring(0, MAX_SHOWN) + "…";
        return new ExpositionException(number, "there is " + Texts.quote(shown) + " (expected: " + expected + ")");
    }

    private String shown(int from) {
        int to = Math.min(end, from + MAX_SHOWN);
        return Texts.quote(text.substring(from, to) + (to < end ? "…" : ""));
    }
}
