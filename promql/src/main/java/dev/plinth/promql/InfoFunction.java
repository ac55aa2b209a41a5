// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql;

import com.google.re2j.Pattern;
import dev.plinth.promql.model.Labels;
import dev.plinth.promql.model.Matcher;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Adds labels of info series, such as {@code target_info}, to the series that they describe. */
final class InfoFunction {
    private static final Set<String> IDENTIFYING = Set.of("instance", "job");
    private static final Matcher TARGET_INFO = Matcher.of(Matcher.Kind.EQUAL, Labels.METRIC_NAME, "target_info");

    private final List<Matcher> nameMatchers;
    private final Map<String, List<Matcher>> dataMatchers = new LinkedHashMap<>();

    /** @param selector what the labels that are added must be */
    InfoFunction(List<Matcher> selector) {
        List<Matcher> names = new ArrayList<>();
        for (Matcher matcher : selector) {
            if (matcher.name().equals(Labels.METRIC_NAME)) {
                names.add(matcher);
            } else {
                dataMatchers
                        .computeIfAbsent(matcher.name(), key -> new ArrayList<>())
                        .add(matcher);
            }
        }
        nameMatchers = names.isEmpty() ? List.of(TARGET_INFO) : names;
    }

    /** Whether it is an info series itself, which gets no labels. */
    private boolean isInfo(Column column) {
        String name = column.labels().metricName();
        return nameMatchers.stream().anyMatch(matcher -> matcher.matches(name));
    }

    /** What the info series of these series must match, or null when they can have none. */
    @Nullable
    List<Matcher> infoMatchers(List<Column> columns) {
        Map<String, Set<String>> values = new TreeMap<>();
        for (Column column : columns) {
            if (!isInfo(column)) {
                for (String name : IDENTIFYING) {
                    String value = column.labels().get(name);
                    if (!value.isEmpty()) {
                        values.computeIfAbsent(name, key -> new TreeSet<>()).add(value);
                    }
                }
            }
        }
        if (values.isEmpty()) {
            return null;
        }
        List<Matcher> matchers = new ArrayList<>(nameMatchers);
        values.forEach((name, all) -> matchers.add(Matcher.of(
                Matcher.Kind.REGEX, name, all.stream().map(Pattern::quote).collect(Collectors.joining("|")))));
        dataMatchers.values().forEach(matchers::addAll);
        return matchers;
    }

    /** The times of samples instead of their values, as the newest info counts. */
    Columns combine(List<Column> columns, List<Column> infos) {
        Map<Labels, List<Column>> byKey = new HashMap<>();
        Set<String> names = new TreeSet<>();
        for (Column info : infos) {
            names.add(info.labels().metricName());
            byKey.computeIfAbsent(key(info.labels(), info.labels().metricName()), key -> new ArrayList<>())
                    .add(info);
        }
        List<Column> results = new ArrayList<>();
        for (Column column : columns) {
            if (isInfo(column)) {
                results.add(column);
            } else {
                results.addAll(combine(column, names, byKey));
            }
        }
        return Columns.of(results);
    }

    private static Labels key(Labels labels, String infoName) {
        return labels.keep(IDENTIFYING).with(Labels.METRIC_NAME, infoName);
    }

    private List<Column> combine(Column column, Set<String> names, Map<Labels, List<Column>> byKey) {
        Map<Labels, ColumnBuilder> results = new LinkedHashMap<>();
        for (int step = 0; step < column.steps(); step++) {
            if (!column.has(step)) {
                continue;
            }
            Map<String, String> added = new TreeMap<>();
            for (String name : names) {
                Column info = newest(byKey.getOrDefault(key(column.labels(), name), List.of()), step);
                if (info != null) {
                    add(added, column.labels(), info.labels());
                }
            }
            if (added.isEmpty() && mustMatch()) {
                continue;
            }
            Labels labels = column.labels();
            for (Map.Entry<String, String> label : added.entrySet()) {
                labels = labels.with(label.getKey(), label.getValue());
            }
            ColumnBuilder result =
                    results.computeIfAbsent(labels, key -> new ColumnBuilder(key, column.dropName(), column.steps()));
            result.set(step, column.values()[step]);
            result.set(step, column.histogram(step));
        }
        return results.values().stream().map(ColumnBuilder::build).toList();
    }

    private boolean mustMatch() {
        return dataMatchers.values().stream().flatMap(List::stream).anyMatch(matcher -> !matcher.matches(""));
    }

    private static @Nullable Column newest(List<Column> infos, int step) {
        Column newest = null;
        for (Column info : infos) {
            if (!info.has(step)) {
                continue;
            }
            if (newest != null && newest.values()[step] == info.values()[step]) {
                throw QueryException.execution("found duplicate series for info metric "
                        + info.labels().metricName());
            }
            if (newest == null || newest.values()[step] < info.values()[step]) {
                newest = info;
            }
        }
        return newest;
    }

    private void add(Map<String, String> added, Labels base, Labels info) {
        for (int i = 0; i < info.size(); i++) {
            String name = info.name(i);
            boolean wanted = dataMatchers.isEmpty() || dataMatchers.containsKey(name);
            if (!wanted || name.equals(Labels.METRIC_NAME)) {
                continue;
            }
            String other = added.get(name);
            if (other != null && !other.equals(info.value(i))) {
                throw QueryException.execution("conflicting label: " + name);
            }
            if (base.get(name).isEmpty()) {
                added.put(name, info.value(i));
            }
        }
    }
}
