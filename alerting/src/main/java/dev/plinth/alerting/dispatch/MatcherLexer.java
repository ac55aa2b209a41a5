// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.dispatch;

/** Cuts the text of matchers into tokens: braces, commas, operators, texts with and without quotes. */
final class MatcherLexer {
    enum TokenType {
        OPEN_BRACE,
        CLOSE_BRACE,
        COMMA,
        OPERATOR,
        QUOTED,
        UNQUOTED,
        END
    }

    /** @param column from 1 */
    record Token(TokenType type, String text, int column) {}

    private final String input;
    private int at;

    MatcherLexer(String input) {
        this.input = input;
    }

    /** Whether it cannot be in a text without quotes: white space and what has a meaning. */
    static boolean isReserved(int c) {
        return isSpace(c) || (c < 128 && "{}!=~,\\\"'`".indexOf(c) >= 0);
    }

    /** White space as Go has it. */
    static boolean isSpace(int c) {
        return Character.isSpaceChar(c) || (c >= '\t' && c <= '\r') || c == 0x85;
    }

    Token next() {
        while (at < input.length() && isSpace(input.charAt(at))) {
            at++;
        }
        if (at == input.length()) {
            return token(TokenType.END, at);
        }
        return switch (input.charAt(at)) {
            case '{' -> token(TokenType.OPEN_BRACE, at + 1);
            case '}' -> token(TokenType.CLOSE_BRACE, at + 1);
            case ',' -> token(TokenType.COMMA, at + 1);
            case '=' -> token(TokenType.OPERATOR, at + (input.startsWith("=~", at) ? 2 : 1));
            case '!' -> negation();
            case '"' -> quoted();
            default -> unquoted();
        };
    }

    private Token negation() {
        if (!input.startsWith("!=", at) && !input.startsWith("!~", at)) {
            int wrong = at + 1;
            throw new MatcherSyntaxException(column(wrong), character(wrong), "\"=\" or \"~\" after \"!\"");
        }
        return token(TokenType.OPERATOR, at + 2);
    }

    private Token quoted() {
        int end = at + 1;
        while (end < input.length() && input.charAt(end) != '"') {
            end += input.charAt(end) == '\\' ? 2 : 1;
        }
        if (end >= input.length()) {
            throw new MatcherSyntaxException(column(at), input.substring(at), "a closing quote");
        }
        return token(TokenType.QUOTED, end + 1);
    }

    private Token unquoted() {
        int end = at;
        while (end < input.length() && !isReserved(input.codePointAt(end))) {
            end += Character.charCount(input.codePointAt(end));
        }
        if (end == at) {
            throw new MatcherSyntaxException(
                    column(at), character(at), "a name, a value, an operator, a comma or a brace");
        }
        return token(TokenType.UNQUOTED, end);
    }

    private String character(int index) {
        return index < input.length() ? Character.toString(input.codePointAt(index)) : "";
    }

    private int column(int index) {
        return input.codePointCount(0, Math.min(index, input.length())) + 1;
    }

    private Token token(TokenType type, int end) {
        Token token = new Token(type, input.substring(at, end), column(at));
        at = end;
        return token;
    }
}
