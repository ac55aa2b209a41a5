// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.dispatch;

import dev.plinth.promql.model.Labels;
import java.util.Comparator;

/** The order in which Alertmanager tells of groups and alerts. */
final class LabelOrder {
    /** Fewer labels first, then by the names and values. */
    static final Comparator<Labels> GROUPS = LabelOrder::compare;

    /** By job, by instance, and then as groups. Those without come after those with. */
    static final Comparator<Labels> ALERTS = Comparator.comparing(
                    (Labels labels) -> labels.get("job"), LabelOrder::missingLast)
            .thenComparing(labels -> labels.get("instance"), LabelOrder::missingLast)
            .thenComparing(GROUPS);

    private LabelOrder() {}

    private static int missingLast(String a, String b) {
        return a.isEmpty() || b.isEmpty() ? Boolean.compare(a.isEmpty(), b.isEmpty()) : a.compareTo(b);
    }

    private static int compare(Labels a, Labels b) {
        if (a.size() != b.size()) {
            return Integer.compare(a.size(), b.size());
        }
        for (int i = 0; i < a.size(); i++) {
            int names = a.name(i).compareTo(b.name(i));
            if (names != 0) {
                // the name that comes first is the one that the other lacks, and who lacks it is first
                return -names;
            }
            int values = a.value(i).compareTo(b.value(i));
            if (values != 0) {
                return values;
            }
        }
        return 0;
    }
}
