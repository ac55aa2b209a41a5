// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.counted;

import dev.plinth.promql.Samples;
import dev.plinth.promql.Series;
import dev.plinth.promql.model.Labels;
import dev.plinth.promql.model.Matcher;
import dev.plinth.timeseries.Exemplar;
import dev.plinth.timeseries.Metadata;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Metrics that are made of counts. Times are in milliseconds, both ends inclusive. */
public interface CountedSeries {
    /** A series whose samples are made when they are wanted. */
    record Counted(Labels labels, Supplier<Samples> made) implements Series {
        @Override
        public Samples samples() {
            return made.get();
        }
    }

    /** Names of the metrics. */
    Set<String> names();

    /** The series that all matchers match and that have samples then. */
    List<Counted> select(List<Matcher> matchers, long from, long to);

    /** Those of which anything is kept, at whatever time: to read what was counted for their labels only would be too much. */
    Set<Labels> labels(List<Matcher> matchers);

    default Map<Labels, List<Exemplar>> exemplars(List<Matcher> matchers, long from, long to) {
        return Map.of();
    }

    /** Of those metrics of which there is something. */
    Map<String, Set<Metadata>> metadata();

    /** Whether one of these names may be what matchers match. */
    static boolean anyOf(List<Matcher> matchers, String... names) {
        for (String name : names) {
            if (matchers.stream()
                    .filter(matcher -> matcher.name().equals(Labels.METRIC_NAME))
                    .allMatch(matcher -> matcher.matches(name))) {
                return true;
            }
        }
        return false;
    }

    /** Whether all matchers match. */
    static boolean matches(List<Matcher> matchers, Labels labels) {
        return matchers.stream().allMatch(matcher -> matcher.matches(labels));
    }
}
