// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.resource;

import dev.plinth.core.kernel.problem.ErrorCode;
import dev.plinth.core.kernel.problem.ProblemException;
import dev.plinth.core.kernel.problem.Violation;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Chooses resources by their labels, in Kubernetes's equality form: {@code app=shop,tier!=test,canary,!old}. All parts must hold;
 * the empty selector chooses everything.
 */
public final class LabelSelector {
    private static final Pattern PART =
            Pattern.compile("(?<not>!)?(?<key>[A-Za-z0-9][A-Za-z0-9./_-]*)(?<op>==|=|!=)?(?<value>[A-Za-z0-9._-]*)");

    private final List<Predicate<Map<String, String>>> parts;

    private LabelSelector(List<Predicate<Map<String, String>>> parts) {
        this.parts = parts;
    }

    /** @throws ProblemException {@code REQUEST_INVALID} naming the part that cannot be read */
    public static LabelSelector parse(String text) {
        return new LabelSelector(Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .map(LabelSelector::part)
                .toList());
    }

    private static Predicate<Map<String, String>> part(String text) {
        Matcher part = PART.matcher(text);
        if (part.matches()) {
            String key = part.group("key");
            String operator = part.group("op");
            String value = part.group("value");
            boolean not = part.group("not") != null;
            if (operator == null && value.isEmpty()) {
                return labels -> labels.containsKey(key) != not;
            }
            if (operator != null && !not) {
                boolean equal = !operator.equals("!=");
                return labels -> value.equals(labels.get(key)) == equal;
            }
        }
        throw new ProblemException(
                ErrorCode.REQUEST_INVALID,
                "The label selector cannot be read.",
                List.of(new Violation("labelSelector", text, "key=value, key!=value, key or !key, joined by commas")));
    }

    public boolean isEmpty() {
        return parts.isEmpty();
    }

    public boolean matches(Map<String, String> labels) {
        return parts.stream().allMatch(part -> part.test(labels));
    }
}
