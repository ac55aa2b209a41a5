// SPDX-License-Identifier: Apache-2.0
package dev.plinth.cli.demo;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What came back: how often, how fast, and with which statuses. */
final class Tally {
    /** Instead of a status: no answer at all. */
    static final int NO_ANSWER = 0;

    private final Map<String, List<Long>> micros = new TreeMap<>();
    private final Map<String, Map<Integer, Integer>> statuses = new TreeMap<>();

    synchronized void add(String what, int status, long nanos) {
        micros.computeIfAbsent(what, each -> new ArrayList<>()).add(nanos / 1_000);
        statuses.computeIfAbsent(what, each -> new TreeMap<>()).merge(status, 1, Integer::sum);
    }

    synchronized int count() {
        return micros.values().stream().mapToInt(List::size).sum();
    }

    /** Answers of 500 and above, and none at all. */
    synchronized int failures() {
        return statuses.values().stream()
                .flatMap(each -> each.entrySet().stream())
                .filter(each -> each.getKey() >= 500 || each.getKey() == NO_ANSWER)
                .mapToInt(Map.Entry::getValue)
                .sum();
    }

    /** A row for each kind of request: what, how often, p50 and p99 in milliseconds, statuses. */
    synchronized List<List<String>> rows() {
        List<List<String>> rows = new ArrayList<>();
        micros.forEach((what, all) -> {
            List<Long> sorted = new ArrayList<>(all);
            Collections.sort(sorted);
            rows.add(List.of(
                    what, Integer.toString(sorted.size()), millis(sorted, 0.50), millis(sorted, 0.99), statuses(what)));
        });
        return rows;
    }

    private String statuses(String what) {
        List<String> each = new ArrayList<>();
        statuses.getOrDefault(what, Map.of())
                .forEach((status, count) -> each.add((status == NO_ANSWER ? "no answer" : status) + " × " + count));
        return String.join(", ", each);
    }

    /** Nearest rank. */
    private static String millis(List<Long> sorted, double quantile) {
        int rank = (int) Math.ceil(quantile * sorted.size());
        return "%.1f".formatted(sorted.get(Math.max(0, rank - 1)) / 1_000.0);
    }
}
