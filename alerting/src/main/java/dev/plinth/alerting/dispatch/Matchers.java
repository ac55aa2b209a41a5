// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.dispatch;

import java.util.List;
import java.util.Optional;

/**
 * Reads lists of matchers as Alertmanager 0.28 does: in the syntax with UTF-8 names, or in the classic one where that is the only one that understands it or
 * where the two disagree.
 */
public final class Matchers {
    private Matchers() {}

    /**
     * Like {@code {job="api", instance=~"10\\..*"}}, braces or not.
     *
     * @throws MatcherSyntaxException when neither syntax has it; it says what the one with UTF-8 names expected
     */
    public static List<LabelMatcher> parse(String text) {
        return List.copyOf(ClassicMatcherParser.parse(text).orElseGet(() -> Utf8MatcherParser.parse(text)));
    }

    /**
     * Exactly one matcher, without braces.
     *
     * @throws MatcherSyntaxException when it is none, or several
     */
    public static LabelMatcher parseOne(String text) {
        boolean opens = text.startsWith("{");
        if (opens || text.endsWith("}")) {
            throw new MatcherSyntaxException(
                    opens ? 1 : text.length(), opens ? "{" : "}", "one matcher without braces");
        }
        Optional<LabelMatcher> classic = ClassicMatcherParser.one(text);
        if (classic.isPresent()) {
            return classic.get();
        }
        List<LabelMatcher> matchers = Utf8MatcherParser.parse(text);
        if (matchers.size() != 1) {
            throw new MatcherSyntaxException(1, text, "one matcher, not " + matchers.size());
        }
        return matchers.getFirst();
    }
}
