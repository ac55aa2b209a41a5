// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.dashboard;

import dev.plinth.promql.Samples;
import dev.plinth.promql.SelectHints;
import dev.plinth.promql.Series;
import dev.plinth.promql.SeriesSource;
import dev.plinth.promql.model.Labels;
import dev.plinth.promql.model.Matcher;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Has series of two instances for every selector, which grow by one each fifteen seconds; buckets the faster the larger they are. */
final class WhateverIsAsked implements SeriesSource {
    private static final long STEP = 15_000;
    private static final List<String> VALUES = List.of("x", "used", "500", "5xx");
    private static final List<String> BOUNDS = List.of("0.1", "1", "+Inf");

    private record Growing(Labels labels, Samples samples) implements Series {}

    @Override
    public List<? extends Series> select(List<Matcher> matchers, long from, long to, SelectHints hints) {
        List<Series> series = new ArrayList<>();
        for (String instance : List.of("a", "b")) {
            Map<String, String> labels = new HashMap<>();
            for (Matcher matcher : matchers) {
                labels.put(matcher.name(), valueFor(matcher));
            }
            labels.put("instance", instance);
            labels.values().removeIf(String::isEmpty);
            if (labels.getOrDefault(Labels.METRIC_NAME, "").endsWith("_bucket")) {
                for (int bound = 0; bound < BOUNDS.size(); bound++) {
                    labels.put("le", BOUNDS.get(bound));
                    series.add(new Growing(Labels.copyOf(labels), samples(from, to, bound + 1)));
                }
            } else {
                series.add(new Growing(Labels.copyOf(labels), samples(from, to, 1)));
            }
        }
        return series.stream()
                .filter(each -> matchers.stream().allMatch(matcher -> matcher.matches(each.labels())))
                .toList();
    }

    private static String valueFor(Matcher matcher) {
        return switch (matcher.kind()) {
            case EQUAL -> matcher.value();
            default -> VALUES.stream().filter(matcher::matches).findFirst().orElse("");
        };
    }

    private static Samples samples(long from, long to, int speed) {
        int size = (int) ((to - from) / STEP) + 1;
        long[] times = new long[size];
        double[] values = new double[size];
        for (int i = 0; i < size; i++) {
            times[i] = (from / STEP + i + 1) * STEP;
            values[i] = speed * (double) (i + 1);
        }
        return new Samples(times, values, null, size);
    }
}
