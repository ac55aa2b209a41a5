// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The labels of a series: names with values that are not empty, sorted by name. A label that is absent and one that is empty are the same. */
public final class Labels implements Comparable<Labels> {
    public static final String METRIC_NAME = "__name__";
    public static final String BUCKET = "le";
    public static final Labels EMPTY = new Labels(new String[0]);

    /** What bytes are read as that are no UTF-8. */
    private static final char NO_CHARACTER = '\uFFFD';

    private static final List<String> METADATA = List.of(METRIC_NAME, "__type__", "__unit__");

    private final String[] pairs;
    private final int hash;

    private Labels(String[] pairs) {
        this.pairs = pairs;
        this.hash = Arrays.hashCode(pairs);
    }

    /** @param pairs a name, its value, the next name, and so on */
    public static Labels of(String... pairs) {
        Map<String, String> map = new HashMap<>();
        for (int i = 0; i + 1 < pairs.length; i += 2) {
            map.put(pairs[i], pairs[i + 1]);
        }
        return copyOf(map);
    }

    public static Labels copyOf(Map<String, String> labels) {
        List<String> pairs = new ArrayList<>(labels.size() * 2);
        new TreeMap<>(labels).forEach((name, value) -> {
            if (!value.isEmpty()) {
                pairs.add(name);
                pairs.add(value);
            }
        });
        return pairs.isEmpty() ? EMPTY : new Labels(pairs.toArray(String[]::new));
    }

    /** Whether a label may have this name: it is not empty, and proper Unicode. */
    public static boolean isName(String name) {
        return !name.isEmpty() && name.indexOf(NO_CHARACTER) < 0;
    }

    public int size() {
        return pairs.length / 2;
    }

    public boolean isEmpty() {
        return pairs.length == 0;
    }

    public String name(int index) {
        return pairs[index * 2];
    }

    public String value(int index) {
        return pairs[index * 2 + 1];
    }

    /** The value, or an empty text. */
    public String get(String name) {
        for (int i = 0; i < pairs.length; i += 2) {
            if (pairs[i].equals(name)) {
                return pairs[i + 1];
            }
        }
        return "";
    }

    public String metricName() {
        return get(METRIC_NAME);
    }

    public Map<String, String> asMap() {
        Map<String, String> map = new TreeMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put(pairs[i], pairs[i + 1]);
        }
        return map;
    }

    /** Only the labels with these names. */
    public Labels keep(Collection<String> names) {
        return filter(names, true);
    }

    /** All labels but those with these names. */
    public Labels drop(Collection<String> names) {
        return filter(names, false);
    }

    private Labels filter(Collection<String> names, boolean keep) {
        String[] kept = new String[pairs.length];
        int count = 0;
        for (int i = 0; i < pairs.length; i += 2) {
            if (names.contains(pairs[i]) == keep) {
                kept[count++] = pairs[i];
                kept[count++] = pairs[i + 1];
            }
        }
        if (count == pairs.length) {
            return this;
        }
        return count == 0 ? EMPTY : new Labels(Arrays.copyOf(kept, count));
    }

    /** Without what describes a metric: its name, type and unit. */
    public Labels dropMetric() {
        return filter(METADATA, false);
    }

    /** With this value for the label; an empty one removes it. */
    public Labels with(String name, String value) {
        int at = 0;
        while (at < pairs.length && pairs[at].compareTo(name) < 0) {
            at += 2;
        }
        boolean present = at < pairs.length && pairs[at].equals(name);
        if (value.isEmpty()) {
            return present ? drop(List.of(name)) : this;
        }
        if (present) {
            String[] changed = pairs.clone();
            changed[at + 1] = value;
            return new Labels(changed);
        }
        String[] longer = new String[pairs.length + 2];
        System.arraycopy(pairs, 0, longer, 0, at);
        longer[at] = name;
        longer[at + 1] = value;
        System.arraycopy(pairs, at, longer, at + 2, pairs.length - at);
        return new Labels(longer);
    }

    /** A number that is spread evenly over all 64 bits and is the same for the same labels everywhere. */
    public long hash64() {
        long h = 0xcbf29ce484222325L;
        for (String text : pairs) {
            for (int i = 0; i < text.length(); i++) {
                h = (h ^ text.charAt(i)) * 0x100000001b3L;
            }
            h = (h ^ 0xff) * 0x100000001b3L;
        }
        h = (h ^ (h >>> 30)) * 0xbf58476d1ce4e5b9L;
        h = (h ^ (h >>> 27)) * 0x94d049bb133111ebL;
        return h ^ (h >>> 31);
    }

    @Override
    public int compareTo(Labels other) {
        int common = Math.min(pairs.length, other.pairs.length);
        for (int i = 0; i < common; i++) {
            int compared = pairs[i].compareTo(other.pairs[i]);
            if (compared != 0) {
                return compared;
            }
        }
        return Integer.compare(pairs.length, other.pairs.length);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Labels labels && hash == labels.hash && Arrays.equals(pairs, labels.pairs);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** Like {@code {__name__="up", job="api"}}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("{");
        for (int i = 0; i < pairs.length; i += 2) {
            String name = pairs[i];
            text.append(i == 0 ? "" : ", ")
                    .append(Texts.isPlainLabelName(name) ? name : Texts.quote(name))
                    .append('=')
                    .append(Texts.quote(pairs[i + 1]));
        }
        return text.append('}').toString();
    }
}
