// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.template;

import dev.plinth.alerting.template.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cuts a template into texts and the tokens of its actions. */
final class Lexer {
    private static final String OPEN = "{{";
    private static final String CLOSE = "}}";
    private static final Pattern COMMENT = Pattern.compile("(?s)\\s*/\\*.*?\\*/(\\s-)?}}");
    private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9.][0-9A-Za-z_.]*(?:(?<=[eEpP])[+-][0-9_]+)?");
    private static final String SYMBOLS = "|,()=";

    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int at;
    private boolean space;
    private int parens;

    private Lexer(String text) {
        this.text = text;
    }

    static List<Token> tokens(String text) {
        Lexer lexer = new Lexer(text);
        lexer.all();
        return lexer.tokens;
    }

    private void add(Kind kind, int start, int end) {
        tokens.add(new Token(kind, text.substring(start, end), start, space));
        space = false;
        at = end;
    }

    private void all() {
        boolean trim = false;
        while (at < text.length()) {
            int open = text.indexOf(OPEN, at);
            int end = open < 0 ? text.length() : open;
            boolean trimBefore = open >= 0 && isTrimAfter(open + OPEN.length());
            addText(at, end, trim, trimBefore);
            trim = open >= 0 && action(open, trimBefore);
        }
        add(Kind.END, text.length(), text.length());
    }

    private boolean isTrimAfter(int place) {
        return text.startsWith("-", place) && place + 1 < text.length() && isSpace(text.charAt(place + 1));
    }

    private void addText(int start, int end, boolean trimStart, boolean trimEnd) {
        int from = start;
        int to = end;
        while (trimStart && from < to && isSpace(text.charAt(from))) {
            from++;
        }
        while (trimEnd && to > from && isSpace(text.charAt(to - 1))) {
            to--;
        }
        if (from < to) {
            add(Kind.TEXT, from, to);
        }
        at = end;
    }

    /** Reads an action; says whether the text after it is to be trimmed. */
    private boolean action(int open, boolean trimBefore) {
        at = open + OPEN.length() + (trimBefore ? 1 : 0);
        Matcher comment = COMMENT.matcher(text).region(at, text.length());
        if (text.startsWith("/*", at + (trimBefore ? 1 : 0))) {
            if (!comment.lookingAt()) {
                throw new TemplateProblem(open, "unclosed comment, or something between its end and \"}}\"");
            }
            at = comment.end();
            return comment.group(1) != null;
        }
        tokens.add(new Token(Kind.OPEN, OPEN, open, false));
        parens = 0;
        while (true) {
            skipSpace();
            if (at >= text.length()) {
                throw new TemplateProblem(open, "unclosed action: \"}}\" is missing");
            }
            boolean trimAfter = space && text.startsWith("-" + CLOSE, at);
            if (trimAfter || text.startsWith(CLOSE, at)) {
                if (parens > 0) {
                    throw new TemplateProblem(at, "unclosed left paren");
                }
                int start = at + (trimAfter ? 1 : 0);
                add(Kind.CLOSE, start, start + CLOSE.length());
                return trimAfter;
            }
            token();
        }
    }

    private void skipSpace() {
        while (at < text.length() && isSpace(text.charAt(at))) {
            at++;
            space = true;
        }
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }

    private void token() {
        int start = at;
        char c = text.charAt(at);
        if (text.startsWith(":=", at)) {
            add(Kind.DECLARE, start, start + 2);
        } else if (SYMBOLS.indexOf(c) >= 0) {
            parens += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (parens < 0) {
                throw new TemplateProblem(start, "unexpected right paren");
            }
            add(symbol(c), start, start + 1);
        } else if (c == '"') {
            add(Kind.STRING, start, endOfQuoted(start, '"'));
        } else if (c == '\'') {
            add(Kind.CHARACTER, start, endOfQuoted(start, '\''));
        } else if (c == '`') {
            int end = text.indexOf('`', start + 1);
            if (end < 0) {
                throw new TemplateProblem(start, "unterminated raw quoted string");
            }
            add(Kind.STRING, start, end + 1);
        } else if (c == '$') {
            add(Kind.VARIABLE, start, endOfWord(start + 1));
        } else if (c == '.' && !isDigit(start + 1)) {
            int end = endOfWord(start + 1);
            add(end == start + 1 ? Kind.DOT : Kind.FIELD, start, end);
        } else if (isWordPart(c) && !isDigit(start)) {
            add(Kind.IDENTIFIER, start, endOfWord(start));
        } else {
            number(start);
        }
    }

    private static Kind symbol(char c) {
        return switch (c) {
            case '|' -> Kind.PIPE;
            case ',' -> Kind.COMMA;
            case '(' -> Kind.LEFT_PAREN;
            case ')' -> Kind.RIGHT_PAREN;
            default -> Kind.ASSIGN;
        };
    }

    private void number(int start) {
        Matcher number = NUMBER.matcher(text).region(start, text.length());
        if (!number.lookingAt()) {
            throw new TemplateProblem(start, "unexpected character in action: '" + text.charAt(start) + "'");
        }
        int end = number.end();
        add(Kind.NUMBER, start, end);
    }

    private boolean isDigit(int place) {
        return place < text.length() && text.charAt(place) >= '0' && text.charAt(place) <= '9';
    }

    private static boolean isWordPart(char c) {
        return c == '_' || Character.isLetterOrDigit(c);
    }

    private int endOfWord(int start) {
        int end = start;
        while (end < text.length() && isWordPart(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private int endOfQuoted(int start, char quote) {
        for (int i = start + 1; i < text.length() && text.charAt(i) != '\n'; i++) {
            if (text.charAt(i) == '\\') {
                i++;
            } else if (text.charAt(i) == quote) {
                return i + 1;
            }
        }
        throw new TemplateProblem(
                start, quote == '"' ? "unterminated quoted string" : "unterminated character constant");
    }
}
