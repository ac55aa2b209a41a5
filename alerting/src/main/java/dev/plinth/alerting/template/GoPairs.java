// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.template;

import dev.plinth.alerting.template.GoValue.GoMap;
import dev.plinth.alerting.template.GoValue.Struct;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The methods that labels have in templates of Alertmanager, and the parts that its lists have. */
final class GoPairs {
    private static final String PAIRS = "template.Pairs";
    private static final String TEXTS = "[]string";

    private GoPairs() {}

    /** What a method gives, or null when there is none of this name. */
    static @Nullable Object member(Object value, String name, List<Object> arguments) {
        if (value instanceof GoList list && arguments.isEmpty()) {
            return list.part(name);
        }
        if (!(value instanceof GoMap map) || !map.hasMethods()) {
            return null;
        }
        if (name.equals("Remove")) {
            return without(map, arguments);
        }
        GoList pairs = arguments.isEmpty() ? pairs(map) : null;
        return pairs == null ? null : name.equals("SortedPairs") ? pairs : pairs.part(name);
    }

    /** The name of the alert comes first. */
    private static GoList pairs(GoMap map) {
        List<String> names = new ArrayList<>(map.sorted().keySet());
        if (names.remove("alertname")) {
            names.addFirst("alertname");
        }
        List<Object> pairs = names.stream()
                .<Object>map(name -> {
                    Map<String, Object> fields = new LinkedHashMap<>();
                    fields.put("Name", name);
                    fields.put("Value", map.get(name));
                    return new Struct("template.Pair", fields);
                })
                .toList();
        List<?> values = names.stream().map(map::get).toList();
        return new GoList(
                PAIRS,
                pairs,
                Map.of("Names", new GoList(TEXTS, names, Map.of()), "Values", new GoList(TEXTS, values, Map.of())));
    }

    private static GoMap without(GoMap map, List<Object> arguments) {
        if (arguments.size() != 1 || !(arguments.getFirst() instanceof List<?> names)) {
            throw new TemplateProblem("wrong arguments for Remove: want one list, as .GroupLabels.Names");
        }
        Set<Object> gone = Set.copyOf(names);
        return GoMap.withMethods(map.entries().entrySet().stream()
                .filter(entry -> !gone.contains(entry.getKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> String.valueOf(entry.getValue()))));
    }
}
