// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql.parser;

import dev.plinth.promql.model.Labels;
import dev.plinth.promql.model.Matcher;
import dev.plinth.promql.model.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads what is about labels: matchers and values in braces, names in parentheses. */
final class LabelParser {
    private static final String MATCHING = "label matching";
    private static final String GROUPING = "grouping opts";
    private static final String SET = "label set";

    private final Tokens tokens;

    LabelParser(Tokens tokens) {
        this.tokens = tokens;
    }

    /** The selector with this name before its braces; there may be no braces then. */
    Expr.VectorSelector selector(@Nullable Token name) {
        List<Matcher> matchers = new ArrayList<>();
        int start = name == null ? tokens.peek().start() : name.start();
        if (tokens.accept(TokenType.LEFT_BRACE)) {
            matchers(matchers);
        }
        Position position = new Position(start, tokens.lastEnd());
        if (name == null) {
            return new Expr.VectorSelector("", matchers, Timing.NONE, position);
        }
        matchers.add(Matcher.of(Matcher.Kind.EQUAL, Labels.METRIC_NAME, name.text()));
        return new Expr.VectorSelector(name.text(), matchers, Timing.NONE, position);
    }

    private void matchers(List<Matcher> matchers) {
        while (!tokens.accept(TokenType.RIGHT_BRACE)) {
            Matcher matcher = matcher();
            if (matcher != null) {
                matchers.add(matcher);
            }
            if (!tokens.accept(TokenType.COMMA) && !tokens.isNext(TokenType.RIGHT_BRACE)) {
                throw tokens.unexpected(MATCHING, "\",\" or \"}\"");
            }
        }
    }

    private @Nullable Matcher matcher() {
        boolean quoted = tokens.isNext(TokenType.STRING);
        if (!quoted && !tokens.isNext(TokenType.IDENTIFIER)) {
            throw tokens.unexpected(MATCHING, "identifier or \"}\"");
        }
        Token label = tokens.take();
        String name = quoted ? Literals.unquote(label.text()) : label.text();
        Matcher.Kind kind = Operators.matcher(tokens.peek().type());
        if (kind == null) {
            if (quoted) {
                return Matcher.of(Matcher.Kind.EQUAL, Labels.METRIC_NAME, name);
            }
            throw tokens.unexpected(MATCHING, "label matching operator");
        }
        tokens.take();
        if (!tokens.isNext(TokenType.STRING)) {
            throw tokens.unexpected(MATCHING, "string");
        }
        Token value = tokens.take();
        try {
            return Matcher.of(kind, name, Literals.unquote(value.text()));
        } catch (IllegalArgumentException e) {
            tokens.problem(Position.from(label.position(), value.position()), String.valueOf(e.getMessage()));
            return null;
        }
    }

    /** Names of labels in parentheses. */
    List<String> names() {
        if (!tokens.isNext(TokenType.LEFT_PAREN)) {
            throw tokens.unexpected(GROUPING, "\"(\"");
        }
        tokens.take();
        List<String> names = new ArrayList<>();
        while (!tokens.accept(TokenType.RIGHT_PAREN)) {
            names.add(name());
            if (!tokens.accept(TokenType.COMMA) && !tokens.isNext(TokenType.RIGHT_PAREN)) {
                throw tokens.unexpected(GROUPING, "\",\" or \")\"");
            }
        }
        return names;
    }

    private String name() {
        TokenType type = tokens.peek().type();
        if (type != TokenType.STRING && !type.isLabelName()) {
            throw tokens.unexpected(GROUPING, "label");
        }
        Token token = tokens.take();
        String name = type == TokenType.STRING ? Literals.unquote(token.text()) : token.text();
        if (!Labels.isName(name)) {
            tokens.problem(token.position(), "invalid label name for grouping: " + Texts.quote(name));
        }
        return name;
    }

    /** A series: the name of its metric, its labels with their values, or both. */
    Labels metric() {
        Map<String, String> labels = new TreeMap<>();
        if (tokens.peek().type().isMetricName()) {
            labels.put(Labels.METRIC_NAME, tokens.take().text());
        }
        if (tokens.accept(TokenType.LEFT_BRACE)) {
            while (!tokens.accept(TokenType.RIGHT_BRACE)) {
                label(labels);
                if (!tokens.accept(TokenType.COMMA) && !tokens.isNext(TokenType.RIGHT_BRACE)) {
                    throw tokens.unexpected(SET, "\",\" or \"}\"");
                }
            }
        }
        return Labels.copyOf(labels);
    }

    private void label(Map<String, String> labels) {
        boolean quoted = tokens.isNext(TokenType.STRING);
        if (!quoted && !tokens.isNext(TokenType.IDENTIFIER)) {
            throw tokens.unexpected(SET, "identifier or \"}\"");
        }
        String text = tokens.take().text();
        String name = quoted ? Literals.unquote(text) : text;
        if (tokens.accept(TokenType.EQUAL)) {
            if (!tokens.isNext(TokenType.STRING)) {
                throw tokens.unexpected(SET, "string");
            }
            labels.put(name, Literals.unquote(tokens.take().text()));
        } else if (quoted) {
            labels.put(Labels.METRIC_NAME, name);
        } else {
            throw tokens.unexpected(SET, "\"=\"");
        }
    }
}
