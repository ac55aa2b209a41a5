// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.dispatch;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The lenient syntax of Alertmanager before 0.27: values may be without quotes whatever they contain, and a backslash before nothing special is one. */
final class ClassicMatcherParser {
    private static final Pattern SYNTAX =
            Pattern.compile("^\\s*([a-zA-Z_:][a-zA-Z0-9_:]*)\\s*(=~|=|!=|!~)\\s*((?s).*?)\\s*$");

    private ClassicMatcherParser() {}

    /** The matchers, or nothing when it is none of this syntax. */
    static Optional<List<LabelMatcher>> parse(String input) {
        String inner = input.startsWith("{") ? input.substring(1) : input;
        inner = inner.endsWith("}") ? inner.substring(0, inner.length() - 1) : inner;
        List<LabelMatcher> matchers = new ArrayList<>();
        for (String text : split(inner)) {
            Optional<LabelMatcher> matcher = one(text);
            if (matcher.isEmpty()) {
                return Optional.empty();
            }
            matchers.add(matcher.get());
        }
        return Optional.of(matchers);
    }

    /** Cuts at commas that are not in quotes. */
    private static List<String> split(String text) {
        List<String> parts = new ArrayList<>();
        boolean quoted = false;
        boolean escaped = false;
        int begin = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ',' && !quoted) {
                parts.add(text.substring(begin, i));
                begin = i + 1;
                continue;
            }
            if (c == '"') {
                quoted ^= !escaped;
                escaped = false;
            } else if (c == '\\') {
                escaped = !escaped;
            } else if (c != ',') {
                escaped = false;
            }
        }
        String last = text.substring(begin);
        if (!last.codePoints().allMatch(MatcherLexer::isSpace)) {
            parts.add(last);
        }
        return parts;
    }

    static Optional<LabelMatcher> one(String text) {
        Matcher parts = SYNTAX.matcher(text);
        if (!parts.find()) {
            return Optional.empty();
        }
        try {
            return value(parts.group(3))
                    .map(value -> LabelMatcher.of(Utf8MatcherParser.kind(parts.group(2)), parts.group(1), value));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static Optional<String> value(String raw) {
        boolean quoted = raw.startsWith("\"");
        boolean open = quoted;
        StringBuilder value = new StringBuilder();
        int last = raw.length() - 1;
        for (int i = quoted ? 1 : 0; i <= last; i++) {
            char c = raw.charAt(i);
            if (c == '"') {
                if (!open || i < last) {
                    return Optional.empty();
                }
                open = false;
            } else if (c == '\\' && i < last) {
                char escaped = raw.charAt(++i);
                switch (escaped) {
                    case 'n' -> value.append('\n');
                    case '"', '\\' -> value.append(escaped);
                    default -> value.append('\\').append(escaped);
                }
            } else {
                value.append(c);
            }
        }
        return open ? Optional.empty() : Optional.of(value.toString());
    }
}
