// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.scrape;

import dev.plinth.promql.model.Labels;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Brings together the labels of a series and those of the target that answered with it. */
public final class TargetLabels {
    private static final String EXPORTED = "exported_";
    /** Who may read a series depends on it, so no target says it of itself. */
    private static final String ENV = "env";

    private TargetLabels() {}

    /** @param honor whether the series' own labels win; if not, they are kept with another name */
    public static Labels merge(Labels series, Labels target, boolean honor) {
        Map<String, String> merged = series.asMap();
        List<String> renamed = new ArrayList<>();
        for (int i = 0; i < target.size(); i++) {
            String name = target.name(i);
            boolean conflict = merged.containsKey(name);
            if (conflict && honor && !name.equals(ENV)) {
                continue;
            }
            merged.put(name, target.value(i));
            if (conflict) {
                renamed.add(name);
            }
        }
        renamed.sort(Comparator.comparingInt(String::length));
        for (String name : renamed) {
            String exported = EXPORTED + name;
            while (merged.containsKey(exported)) {
                exported = EXPORTED + exported;
            }
            merged.put(exported, series.get(name));
        }
        return Labels.copyOf(merged);
    }
}
