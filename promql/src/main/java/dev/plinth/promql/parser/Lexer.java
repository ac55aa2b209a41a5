// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql.parser;

import dev.plinth.promql.model.Texts;

/** Cuts a query into words and signs. What a character means depends on the brackets and braces it is in. */
final class Lexer {
    private static final int END = -1;
    private static final String DIGITS = "0123456789";
    private static final String HEX_DIGITS = "0123456789abcdefABCDEF";

    private final String input;
    private int at;
    private int start;
    private int parens;
    private boolean inBraces;
    private boolean inBrackets;
    /** Between an opening bracket and the first number in it. */
    private boolean beforeDuration;

    private boolean gotColon;
    private boolean ended;

    Lexer(String input) {
        this.input = input;
    }

    /** The next token that is no comment. After an error there is only the end. */
    Token next() {
        while (true) {
            Token token = scan();
            if (token.type() == TokenType.ERROR) {
                ended = true;
            }
            if (token.type() != TokenType.COMMENT) {
                return token;
            }
        }
    }

    private Token scan() {
        skipSpaces();
        start = at;
        if (ended) {
            return token(TokenType.END_OF_INPUT);
        }
        if (beforeDuration) {
            return inDuration();
        }
        if (peek() == '#') {
            while (peek() != END && peek() != '\n' && peek() != '\r') {
                at++;
            }
            return token(TokenType.COMMENT);
        }
        return inBraces ? inBraces() : inStatement();
    }

    private Token inStatement() {
        int c = take();
        return switch (c) {
            case END -> end();
            case ',' -> token(TokenType.COMMA);
            case '*' -> token(TokenType.MUL);
            case '/' -> token(TokenType.DIV);
            case '%' -> token(TokenType.MOD);
            case '+' -> token(TokenType.ADD);
            case '-' -> token(TokenType.SUB);
            case '^' -> token(TokenType.POW);
            case '@' -> token(TokenType.AT);
            case '=' -> {
                if (peek() == '~') {
                    yield error("unexpected character after '=': '~'");
                }
                yield token(accept('=') ? TokenType.EQ : TokenType.EQUAL);
            }
            case '!' ->
                accept('=') ? token(TokenType.NE) : error("unexpected character after '!': " + Texts.quote(peek()));
            case '<' -> token(accept('=') ? TokenType.LE : TokenType.LT);
            case '>' -> token(accept('=') ? TokenType.GE : TokenType.GT);
            case '"', '\'', '`' -> string(c);
            case '(' -> leftParen();
            case ')' -> rightParen();
            case '{' -> {
                inBraces = true;
                yield token(TokenType.LEFT_BRACE);
            }
            case '[' -> {
                if (inBrackets) {
                    yield error("unexpected left bracket '['");
                }
                inBrackets = true;
                beforeDuration = true;
                gotColon = false;
                yield token(TokenType.LEFT_BRACKET);
            }
            case ']' -> {
                if (!inBrackets) {
                    yield error("unexpected right bracket ']'");
                }
                inBrackets = false;
                yield token(TokenType.RIGHT_BRACKET);
            }
            default -> {
                if (isDigit(c) || (c == '.' && isDigit(peek()))) {
                    at--;
                    yield numberOrDuration();
                }
                if (!isLetter(c) && c != ':') {
                    yield error("unexpected character: " + Texts.quote(c));
                }
                if (!inBrackets) {
                    yield word();
                }
                if (gotColon) {
                    yield error("unexpected colon " + Texts.quote(c));
                }
                gotColon = true;
                yield token(TokenType.COLON);
            }
        };
    }

    private Token end() {
        if (parens != 0) {
            return error("unclosed left parenthesis");
        }
        return inBrackets ? error("unclosed left bracket") : token(TokenType.END_OF_INPUT);
    }

    private Token leftParen() {
        parens++;
        return token(TokenType.LEFT_PAREN);
    }

    private Token rightParen() {
        parens--;
        return parens < 0 ? error("unexpected right parenthesis ')'") : token(TokenType.RIGHT_PAREN);
    }

    private Token inDuration() {
        int c = take();
        return switch (c) {
            case END -> error("unexpected end of input in duration expression");
            case ']' -> {
                inBrackets = false;
                beforeDuration = false;
                yield token(TokenType.RIGHT_BRACKET);
            }
            case ':' -> error("unexpected colon before duration in duration expression");
            case '(' -> leftParen();
            case ')' -> rightParen();
            case '+' -> token(TokenType.ADD);
            case '-' -> token(TokenType.SUB);
            case '*' -> token(TokenType.MUL);
            case '/' -> token(TokenType.DIV);
            case '%' -> token(TokenType.MOD);
            case '^' -> token(TokenType.POW);
            default -> {
                if (isDigit(c) || (c == '.' && isDigit(peek()))) {
                    at--;
                    beforeDuration = false;
                    yield numberOrDuration();
                }
                yield error("unexpected character in duration expression: " + Texts.quote(c));
            }
        };
    }

    private Token inBraces() {
        int c = take();
        return switch (c) {
            case END -> error("unexpected end of input inside braces");
            case ',' -> token(TokenType.COMMA);
            case '"', '\'', '`' -> string(c);
            case '=' -> token(accept('~') ? TokenType.REGEX : TokenType.EQUAL);
            case '!' -> {
                if (accept('~')) {
                    yield token(TokenType.NOT_REGEX);
                }
                yield accept('=')
                        ? token(TokenType.NE)
                        : error("unexpected character after '!' inside braces: " + Texts.quote(peek()));
            }
            case '{' -> error("unexpected left brace '{'");
            case '}' -> {
                inBraces = false;
                yield token(TokenType.RIGHT_BRACE);
            }
            default -> {
                if (!isLetter(c)) {
                    yield error("unexpected character inside braces: " + Texts.quote(c));
                }
                while (isLetter(peek()) || isDigit(peek())) {
                    at++;
                }
                yield token(TokenType.IDENTIFIER);
            }
        };
    }

    private Token word() {
        while (isLetter(peek()) || isDigit(peek()) || peek() == ':') {
            at++;
        }
        return token(TokenType.ofWord(input.substring(start, at)));
    }

    private Token string(int quote) {
        while (true) {
            int c = take();
            if (c == quote) {
                return token(TokenType.STRING);
            }
            if (c == END || (c == '\n' && quote != '`')) {
                return error(quote == '`' ? "unterminated raw string" : "unterminated quoted string");
            }
            if (c == '\\' && quote != '`') {
                String problem = escape(quote);
                if (!problem.isEmpty()) {
                    return error(problem);
                }
            }
        }
    }

    /** Reads what follows a backslash, and says what is wrong with it. */
    private String escape(int quote) {
        int c = take();
        if (c == END) {
            return "escape sequence not terminated";
        }
        if (c == quote || "abfnrtv\\".indexOf(c) >= 0) {
            return "";
        }
        int digits;
        int base = 16;
        int max = Character.MAX_CODE_POINT;
        switch (c) {
            case '0', '1', '2', '3', '4', '5', '6', '7' -> {
                at--;
                digits = 3;
                base = 8;
                max = 255;
            }
            case 'x' -> {
                digits = 2;
                max = 255;
            }
            case 'u' -> digits = 4;
            case 'U' -> digits = 8;
            default -> {
                return "unknown escape sequence " + unicode(c);
            }
        }
        long value = 0;
        for (int i = 0; i < digits; i++) {
            int digit = take();
            int number = digit == END ? -1 : Character.digit(digit, base);
            if (number < 0) {
                return digit == END
                        ? "escape sequence not terminated"
                        : "illegal character " + unicode(digit) + " in escape sequence";
            }
            value = value * base + number;
        }
        return value > max || (value >= Character.MIN_SURROGATE && value <= Character.MAX_SURROGATE)
                ? "escape sequence is an invalid Unicode code point"
                : "";
    }

    private static String unicode(int c) {
        return "U+%04X '%s'".formatted(c, Character.toString(c));
    }

    private Token numberOrDuration() {
        if (number()) {
            return token(TokenType.NUMBER);
        }
        if (restOfDuration()) {
            return token(TokenType.DURATION);
        }
        return error("bad number or duration syntax: " + Texts.quote(input.substring(start, at)));
    }

    private boolean restOfDuration() {
        if (!acceptAny("smhdwy")) {
            return false;
        }
        accept('s');
        while (acceptAny(DIGITS)) {
            acceptAll(DIGITS);
            if (!acceptAny("smhdw")) {
                return false;
            }
            accept('s');
        }
        if (!isLetter(peek()) && !isDigit(peek())) {
            return true;
        }
        at++; // what does not fit is shown
        return false;
    }

    private boolean number() {
        String digits = DIGITS;
        if (accept('0') && acceptAny("xX")) {
            accept('_');
            digits = HEX_DIGITS;
        }
        boolean hex = digits.length() > DIGITS.length();
        accept('.');
        acceptAny(digits);
        boolean gotDot = false;
        boolean gotExponent = false;
        while (isAny(digits + "._eE")) {
            if (isAny(".") && gotDot) {
                at++;
                return false;
            }
            if (isAny("eE") && gotExponent) {
                at++;
                return false;
            }
            if (accept('.')) {
                gotDot = true;
                if (acceptAny("_.") || hex) {
                    return false;
                }
            } else if (acceptAny("eE")) {
                gotExponent = true;
                acceptAny("+-");
                if (acceptAny("._eE") || peek() == END) {
                    return false;
                }
            } else if (accept('_')) {
                if (acceptAny("._eE") || peek() == END) {
                    return false;
                }
            } else {
                acceptAll(digits);
            }
        }
        return at > start && !isLetter(peek()) && !isDigit(peek());
    }

    private void skipSpaces() {
        while (isAny(" \t\n\r")) {
            at++;
        }
    }

    private Token token(TokenType type) {
        return new Token(type, start, input.substring(start, at));
    }

    private Token error(String message) {
        return new Token(TokenType.ERROR, start, message);
    }

    private int peek() {
        return at < input.length() ? input.charAt(at) : END;
    }

    private int take() {
        if (at == input.length()) {
            return END;
        }
        int c = input.codePointAt(at);
        at += Character.charCount(c);
        return c;
    }

    private boolean isAny(String characters) {
        return at < input.length() && characters.indexOf(input.charAt(at)) >= 0;
    }

    private boolean accept(char c) {
        boolean is = at < input.length() && input.charAt(at) == c;
        at += is ? 1 : 0;
        return is;
    }

    private boolean acceptAny(String characters) {
        boolean is = isAny(characters);
        at += is ? 1 : 0;
        return is;
    }

    private void acceptAll(String characters) {
        while (isAny(characters)) {
            at++;
        }
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isLetter(int c) {
        return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }
}
