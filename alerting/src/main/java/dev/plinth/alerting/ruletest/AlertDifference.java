// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.ruletest;

import dev.plinth.alerting.rule.Alert;
import dev.plinth.alerting.ruletest.RuleTestFile.ExpectedAlert;
import dev.plinth.promql.model.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Compares the alerts that fire with those that must, and says what is different alert by alert. */
final class AlertDifference {
    private final List<ExpectedAlert> missing;
    private final List<Alert> surplus;

    AlertDifference(List<ExpectedAlert> expected, List<Alert> actual) {
        missing = new ArrayList<>(expected);
        surplus = new ArrayList<>(actual);
        missing.removeIf(alert -> {
            Alert same = take(alert, true);
            return same != null && surplus.remove(same);
        });
    }

    private @Nullable Alert take(ExpectedAlert wanted, boolean annotations) {
        for (Alert alert : surplus) {
            if (alert.labels().equals(wanted.labels())
                    && (!annotations || alert.annotations().equals(wanted.annotations()))) {
                return alert;
            }
        }
        return null;
    }

    /** A line for each difference; none when there is none. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        List<Alert> rest = new ArrayList<>(surplus);
        for (ExpectedAlert alert : missing) {
            Alert near = take(alert, false);
            if (near == null || !rest.remove(near)) {
                lines.add("- expected: " + show(alert.labels()) + " annotations " + show(alert.annotations()));
            } else {
                lines.add("  " + show(alert.labels()));
                lines.addAll(annotations(alert.annotations(), near.annotations()));
            }
        }
        for (Alert alert : rest) {
            lines.add("+ got:      " + show(alert.labels()) + " annotations " + show(alert.annotations()));
        }
        return lines;
    }

    private static List<String> annotations(Map<String, String> expected, Map<String, String> actual) {
        List<String> lines = new ArrayList<>();
        TreeSet<String> names = new TreeSet<>(expected.keySet());
        names.addAll(actual.keySet());
        for (String name : names) {
            String wanted = expected.get(name);
            String got = actual.get(name);
            if (wanted == null || !wanted.equals(got)) {
                lines.add("- expected: annotation " + name + (wanted == null ? " absent" : ": " + Texts.quote(wanted)));
                lines.add("+ got:      annotation " + name + (got == null ? " absent" : ": " + Texts.quote(got)));
            }
        }
        return lines;
    }

    private static String show(Map<String, String> texts) {
        return new TreeMap<>(texts)
                .entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + Texts.quote(entry.getValue()))
                        .collect(Collectors.joining(", ", "{", "}"));
    }
}
