// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric;

import dev.plinth.core.telemetry.metric.partition.Partition;
import dev.plinth.core.telemetry.metric.partition.Partitions;
import dev.plinth.promql.model.Labels;
import dev.plinth.promql.model.Matcher;
import dev.plinth.timeseries.Exemplar;
import dev.plinth.timeseries.Metadata;
import dev.plinth.timeseries.head.Head;
import dev.plinth.timeseries.head.HeadSeries;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/** What this core has in memory. */
@Component
class LocalRecent implements Recent {
    private final Partitions partitions;

    LocalRecent(Partitions partitions) {
        this.partitions = partitions;
    }

    @Override
    public Found select(List<Matcher> matchers, long from, long to) {
        List<RecentSeries> series = new ArrayList<>();
        Map<Integer, Long> cutUntil = new HashMap<>();
        List<String> missing = new ArrayList<>();
        for (Partition partition : partitions.owned()) {
            if (!partition.isReady()) {
                missing.add("Partition %d of metrics is being read again from Kafka, %d records are missing."
                        .formatted(partition.number(), partition.missing()));
            }
            Head head = partition.head();
            if (head == null) {
                cutUntil.put(partition.number(), Long.MIN_VALUE);
            } else {
                cutUntil.put(partition.number(), head.begin());
                for (HeadSeries each : head.select(matchers, from, to)) {
                    series.add(new RecentSeries(each.labels(), () -> each.samples(from, to)));
                }
            }
        }
        return new Found(series, cutUntil, missing);
    }

    @Override
    public Found labels(List<Matcher> matchers, long from, long to) {
        return select(matchers, from, to);
    }

    @Override
    public Map<Labels, List<Exemplar>> exemplars(List<Matcher> matchers, long from, long to) {
        Map<Labels, List<Exemplar>> found = new HashMap<>();
        for (Partition partition : partitions.owned()) {
            Head head = partition.head();
            if (head != null) {
                found.putAll(head.exemplars(matchers, from, to));
            }
        }
        return found;
    }

    @Override
    public Map<String, Set<Metadata>> metadata() {
        Map<String, Set<Metadata>> found = new HashMap<>();
        for (Partition partition : partitions.owned()) {
            Head head = partition.head();
            if (head != null) {
                head.metadata()
                        .forEach((family, all) -> found.computeIfAbsent(family, name -> new HashSet<>())
                                .addAll(all));
            }
        }
        return found;
    }
}
