// SPDX-License-Identifier: Apache-2.0
package dev.plinth.timeseries.index;

import dev.plinth.promql.model.Labels;
import dev.plinth.promql.model.Matcher;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds series by matchers of their labels: for each value of each label there is a list of the series that have it. Series are numbered from 0
 * as they are added. One thread may add while others do not read.
 */
public final class LabelIndex {
    private final List<Labels> series = new ArrayList<>();
    private final Map<String, Map<String, Postings>> byName = new HashMap<>();
    private final Map<String, String> texts = new HashMap<>();

    /** Numbers of series, ascending. */
    private static final class Postings {
        private int[] numbers = new int[2];
        private int size;

        void add(int number) {
            if (size == numbers.length) {
                numbers = Arrays.copyOf(numbers, size * 2);
            }
            numbers[size++] = number;
        }

        boolean has(int number) {
            return Arrays.binarySearch(numbers, 0, size, number) >= 0;
        }
    }

    /** One text for all that are equal, so that they are in memory once. */
    public String shared(String text) {
        String known = texts.putIfAbsent(text, text);
        return known == null ? text : known;
    }

    /** The number of a new series. */
    public int add(Labels labels) {
        int number = series.size();
        series.add(labels);
        for (int i = 0; i < labels.size(); i++) {
            texts.putIfAbsent(labels.value(i), labels.value(i));
            byName.computeIfAbsent(labels.name(i), name -> new HashMap<>())
                    .computeIfAbsent(labels.value(i), value -> new Postings())
                    .add(number);
        }
        return number;
    }

    public int size() {
        return series.size();
    }

    public Labels labels(int number) {
        return series.get(number);
    }

    public Set<String> names() {
        return byName.keySet();
    }

    public Set<String> values(String name) {
        Map<String, Postings> values = byName.get(name);
        return values == null ? Set.of() : values.keySet();
    }

    /** The series that all matchers match, by their numbers in ascending order. */
    public void select(List<Matcher> matchers, IntConsumer each) {
        List<Postings> all = new ArrayList<>();
        List<Matcher> rest = new ArrayList<>();
        for (Matcher matcher : matchers) {
            if (matcher.kind() == Matcher.Kind.EQUAL && !matcher.value().isEmpty()) {
                Map<String, Postings> values = byName.get(matcher.name());
                Postings postings = values == null ? null : values.get(matcher.value());
                if (postings == null) {
                    return;
                }
                all.add(postings);
            } else {
                rest.add(matcher);
            }
        }
        all.sort((a, b) -> Integer.compare(a.size, b.size));
        @Nullable Matcher narrowing = all.isEmpty() ? narrowing(rest) : null;
        if (narrowing != null) {
            rest.remove(narrowing);
            for (int number : union(narrowing)) {
                accept(number, all, rest, each);
            }
        } else if (all.isEmpty()) {
            for (int number = 0; number < series.size(); number++) {
                accept(number, all, rest, each);
            }
        } else {
            Postings fewest = all.removeFirst();
            for (int i = 0; i < fewest.size; i++) {
                accept(fewest.numbers[i], all, rest, each);
            }
        }
    }

    private void accept(int number, List<Postings> all, List<Matcher> rest, IntConsumer each) {
        for (Postings postings : all) {
            if (!postings.has(number)) {
                return;
            }
        }
        Labels labels = series.get(number);
        for (Matcher matcher : rest) {
            if (!matcher.matches(labels)) {
                return;
            }
        }
        each.accept(number);
    }

    /** Of the matchers that a series without the label cannot match, the one whose label has the fewest values. */
    private @Nullable Matcher narrowing(List<Matcher> matchers) {
        Matcher best = null;
        for (Matcher matcher : matchers) {
            if (!matcher.matches("")
                    && (best == null
                            || values(matcher.name()).size()
                                    < values(best.name()).size())) {
                best = matcher;
            }
        }
        return best;
    }

    private int[] union(Matcher matcher) {
        Map<String, Postings> values = byName.getOrDefault(matcher.name(), Map.of());
        List<Postings> matching = new ArrayList<>();
        values.forEach((value, postings) -> {
            if (matcher.matches(value)) {
                matching.add(postings);
            }
        });
        int[] union =
                new int[matching.stream().mapToInt(postings -> postings.size).sum()];
        int size = 0;
        for (Postings postings : matching) {
            System.arraycopy(postings.numbers, 0, union, size, postings.size);
            size += postings.size;
        }
        // a series has one value of a label, so there are no two of the same
        Arrays.sort(union);
        return union;
    }
}
