// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.dispatch;

import dev.plinth.alerting.dispatch.MatcherLexer.Token;
import dev.plinth.alerting.dispatch.MatcherLexer.TokenType;
import dev.plinth.promql.model.Matcher.Kind;
import java.util.ArrayList;
import java.util.List;

/** The syntax of Alertmanager since 0.27: names may be any text, those with reserved characters in quotes. */
final class Utf8MatcherParser {
    private final MatcherLexer lexer;
    private final List<LabelMatcher> matchers = new ArrayList<>();

    private Utf8MatcherParser(String input) {
        lexer = new MatcherLexer(input);
    }

    static List<LabelMatcher> parse(String input) {
        return new Utf8MatcherParser(input).list();
    }

    private List<LabelMatcher> list() {
        Token token = lexer.next();
        boolean braces = token.type() == TokenType.OPEN_BRACE;
        if (braces) {
            token = lexer.next();
        } else if (token.type() == TokenType.END) {
            return matchers;
        }
        boolean more = token.type() != TokenType.CLOSE_BRACE && token.type() != TokenType.END;
        while (more) {
            matcher(token);
            token = lexer.next();
            if (token.type() != TokenType.COMMA) {
                break;
            }
            token = lexer.next();
            more = token.type() != TokenType.CLOSE_BRACE && token.type() != TokenType.END;
        }
        end(token, braces);
        return matchers;
    }

    private void matcher(Token first) {
        String name = text(first, "the name of a label");
        Token operator = lexer.next();
        if (operator.type() != TokenType.OPERATOR) {
            throw unexpected(operator, "an operator: =, !=, =~ or !~");
        }
        Token second = lexer.next();
        String value = text(second, "the value of a label");
        try {
            matchers.add(LabelMatcher.of(kind(operator.text()), name, value));
        } catch (IllegalArgumentException e) {
            MatcherSyntaxException refused = unexpected(second, String.valueOf(e.getMessage()));
            refused.initCause(e);
            throw refused;
        }
    }

    static Kind kind(String symbol) {
        return switch (symbol) {
            case "=" -> Kind.EQUAL;
            case "!=" -> Kind.NOT_EQUAL;
            case "=~" -> Kind.REGEX;
            default -> Kind.NOT_REGEX;
        };
    }

    private static String text(Token token, String expected) {
        if (token.type() == TokenType.UNQUOTED) {
            return token.text();
        }
        if (token.type() != TokenType.QUOTED) {
            throw unexpected(token, expected);
        }
        String text = GoText.unquote(token.text());
        if (text == null) {
            throw unexpected(token, "escapes as \\\\, \\\", \\n, \\t, \\x41 or \\u00e9, UTF-8 and no line feed");
        }
        return text;
    }

    private void end(Token token, boolean braces) {
        boolean closed = token.type() == TokenType.CLOSE_BRACE;
        if (braces && !closed) {
            throw unexpected(token, token.type() == TokenType.END ? "a closing brace" : "a comma or a closing brace");
        }
        if (!braces && closed) {
            throw unexpected(token, "an opening brace before it");
        }
        Token last = closed ? lexer.next() : token;
        if (last.type() != TokenType.END) {
            throw unexpected(last, closed ? "the end" : "a comma or the end");
        }
    }

    private static MatcherSyntaxException unexpected(Token token, String expected) {
        return new MatcherSyntaxException(token.column(), token.text(), expected);
    }
}
