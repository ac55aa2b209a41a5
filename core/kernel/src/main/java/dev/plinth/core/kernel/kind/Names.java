// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.kind;

import dev.plinth.core.kernel.problem.Violation;
import dev.plinth.core.kernel.resource.ResourceKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How things may be named, and which known name comes nearest to a wrong one. */
public final class Names {
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9._-]{0,251}[a-z0-9])?");
    private static final Pattern ENV = Pattern.compile("[a-z][a-z0-9-]{0,30}");
    private static final Pattern LABEL_KEY =
            Pattern.compile("([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?/)?[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?");
    private static final Pattern LABEL_VALUE = Pattern.compile("([A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?");
    private static final int MAX_LABELS = 64;

    private Names() {}

    /**
     * What is wrong with the names of a resource.
     *
     * @param at prefix of the fields, empty or {@code [2].}
     */
    public static List<Violation> check(ResourceKey key, Map<String, String> labels, String at) {
        List<Violation> violations = new ArrayList<>();
        if (!NAME.matcher(key.name()).matches()) {
            violations.add(new Violation(
                    at + "name",
                    key.name(),
                    "1 to 253 of a-z, 0-9, '.', '_' and '-', beginning and ending with a letter or digit"));
        }
        if (!key.isGlobal() && !ENV.matcher(key.env()).matches()) {
            violations.add(
                    new Violation(at + "env", key.env(), "1 to 31 of a-z, 0-9 and '-', beginning with a letter"));
        }
        if (labels.size() > MAX_LABELS) {
            violations.add(new Violation(at + "labels", labels.size() + " labels", "at most " + MAX_LABELS));
        }
        labels.forEach((label, value) -> {
            if (!LABEL_KEY.matcher(label).matches()) {
                violations.add(new Violation(
                        at + "labels",
                        label,
                        "a key of 1 to 63 letters, digits, '.', '_' and '-', with an optional prefix/"));
            }
            if (!LABEL_VALUE.matcher(value).matches()) {
                violations.add(
                        new Violation(at + "labels." + label, value, "at most 63 letters, digits, '.', '_' and '-'"));
            }
        });
        return violations;
    }

    /** The known name nearest to a wrong one, or null when none is near. */
    public static @Nullable String nearest(String wrong, Collection<String> known) {
        return known.stream()
                .filter(name -> distance(wrong, name) <= Math.max(1, Math.min(3, name.length() / 3)))
                .min(Comparator.comparingInt(name -> distance(wrong, name)))
                .orElse(null);
    }

    /** Levenshtein's distance, ignoring case. */
    private static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] current = new int[b.length() + 1];
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                boolean same = Character.toLowerCase(a.charAt(i - 1)) == Character.toLowerCase(b.charAt(j - 1));
                current[j] = Math.min(Math.min(current[j - 1], previous[j]) + 1, previous[j - 1] + (same ? 0 : 1));
            }
            previous = current;
        }
        return previous[b.length()];
    }
}
