// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql.model;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What a label must be for a series to be selected. Regular expressions are RE2 and always match the whole value. */
public final class Matcher {
    /** How a matcher compares. */
    public enum Kind {
        EQUAL("="),
        NOT_EQUAL("!="),
        REGEX("=~"),
        NOT_REGEX("!~");

        private final String symbol;

        Kind(String symbol) {
            this.symbol = symbol;
        }

        public String symbol() {
            return symbol;
        }
    }

    private final Kind kind;
    private final String name;
    private final String value;
    private final Predicate<String> test;

    private Matcher(Kind kind, String name, String value, Predicate<String> test) {
        this.kind = kind;
        this.name = name;
        this.value = value;
        this.test = test;
    }

    /** @throws IllegalArgumentException for a regular expression that is none */
    public static Matcher of(Kind kind, String name, String value) {
        return new Matcher(
                kind,
                name,
                value,
                switch (kind) {
                    case EQUAL -> value::equals;
                    case NOT_EQUAL -> Predicate.not(value::equals);
                    case REGEX -> wholly(value);
                    case NOT_REGEX -> wholly(value).negate();
                });
    }

    /** Matches the values that the expression matches from beginning to end. */
    private static Predicate<String> wholly(String expression) {
        if (isListOfTexts(expression)) {
            return Set.of(expression.split("\\|", -1))::contains;
        }
        try {
            Pattern pattern = Pattern.compile(expression, Pattern.DOTALL);
            return text -> pattern.matcher(text).matches();
        } catch (PatternSyntaxException e) {
            // the flag is ours
            throw new IllegalArgumentException(String.valueOf(e.getMessage()).replace("`(?s)", "`"), e);
        }
    }

    /** Whether it says {@code a|b|c} and nothing that would need an automaton. */
    private static boolean isListOfTexts(String expression) {
        for (int i = 0; i < expression.length(); i++) {
            if ("\\.+*?()[]{}^$".indexOf(expression.charAt(i)) >= 0) {
                return false;
            }
        }
        String[] texts = expression.split("\\|", -1);
        return Set.copyOf(List.of(texts)).size() == texts.length;
    }

    public Kind kind() {
        return kind;
    }

    public String name() {
        return name;
    }

    public String value() {
        return value;
    }

    /** @param text the value of the label, empty when the series has none */
    public boolean matches(String text) {
        return test.test(text);
    }

    public boolean matches(Labels labels) {
        return test.test(labels.get(name));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Matcher matcher
                && kind == matcher.kind
                && name.equals(matcher.name)
                && value.equals(matcher.value);
    }

    @Override
    public int hashCode() {
        return (kind.hashCode() * 31 + name.hashCode()) * 31 + value.hashCode();
    }

    /** As it is written between braces: {@code job=~"a.*"}. */
    @Override
    public String toString() {
        return (Texts.isPlainLabelName(name) ? name : Texts.quote(name)) + kind.symbol() + Texts.quote(value);
    }
}
