// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.dispatch;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.plinth.promql.model.Labels;
import dev.plinth.promql.model.Matcher.Kind;
import dev.plinth.promql.model.Texts;
import java.util.Collection;
import java.util.Comparator;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a label of an alert must be. Regular expressions are RE2 and match the whole value; unlike in PromQL, a dot does not match a line feed. A label that is
 * missing is empty.
 */
public final class LabelMatcher {
    /** By name, value and kind, as in the keys of routes. */
    static final Comparator<LabelMatcher> ORDER = Comparator.comparing(LabelMatcher::name)
            .thenComparing(LabelMatcher::value)
            .thenComparing(LabelMatcher::kind);

    private final Kind kind;
    private final String name;
    private final String value;
    private final Predicate<String> test;

    private LabelMatcher(Kind kind, String name, String value, Predicate<String> test) {
        this.kind = kind;
        this.name = name;
        this.value = value;
        this.test = test;
    }

    /** @throws IllegalArgumentException for a name that is none, or a regular expression that is none */
    public static LabelMatcher of(Kind kind, String name, String value) {
        if (!Labels.isName(name)) {
            throw new IllegalArgumentException("name: \"" + name + "\" (expected: not empty, in UTF-8)");
        }
        return new LabelMatcher(
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

    private static Predicate<String> wholly(String expression) {
        try {
            Pattern pattern = Pattern.compile("^(?:" + expression + ")$");
            return text -> pattern.matcher(text).find();
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "value: \"" + expression + "\" (expected: a regular expression of RE2; " + e.getDescription() + ")",
                    e);
        }
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

    public boolean matches(Labels labels) {
        return test.test(labels.get(name));
    }

    /** Whether an alert has all that they ask for. */
    public static boolean allMatch(Collection<LabelMatcher> matchers, Labels labels) {
        for (LabelMatcher matcher : matchers) {
            if (!matcher.matches(labels)) {
                return false;
            }
        }
        return true;
    }

    /** Whether it asks for an empty value, or accepts one by its expression. Such a matcher alone would match nearly everything. */
    boolean acceptsEmpty() {
        return (kind == Kind.EQUAL || kind == Kind.REGEX) && test.test("");
    }

    /** Whether they match nearly everything, which no silence may. */
    public static boolean allAcceptEmpty(Collection<LabelMatcher> matchers) {
        return matchers.stream().allMatch(LabelMatcher::acceptsEmpty);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof LabelMatcher matcher
                && kind == matcher.kind
                && name.equals(matcher.name)
                && value.equals(matcher.value);
    }

    @Override
    public int hashCode() {
        return (kind.hashCode() * 31 + name.hashCode()) * 31 + value.hashCode();
    }

    /** As Alertmanager writes it in keys: {@code job=~"a.*"}, {@code "my label"="x"}. {@link Matchers} reads it again. */
    @Override
    public String toString() {
        if (name.codePoints().anyMatch(MatcherLexer::isReserved)) {
            return Texts.quote(name) + kind.symbol() + Texts.quote(value);
        }
        return name
                + kind.symbol()
                + '"'
                + value.replace("\\", "\\\\").replace("\n", "\\n").replace("\"", "\\\"")
                + '"';
    }

    /** All of them: {@code {a="b",c=~"d"}}. */
    static String toString(Collection<LabelMatcher> matchers) {
        return matchers.stream().map(LabelMatcher::toString).collect(Collectors.joining(",", "{", "}"));
    }
}
