// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.block;

import dev.plinth.core.telemetry.metric.block.BlockStore.Row;
import dev.plinth.promql.model.Labels;
import dev.plinth.promql.model.Matcher;
import dev.plinth.timeseries.index.LabelIndex;
import dev.plinth.timeseries.remote.LabelBytes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/**
 * Which blocks there are and which series they have, in memory. Blocks never change, so only those are read that are newer than what is known;
 * what was deleted meanwhile is found to be so when it is read.
 */
@Component
public class BlockDirectory {
    private final BlockStore store;
    private final Map<Integer, Long> known = new HashMap<>();
    private final TreeMap<Long, List<Row>> rows = new TreeMap<>();
    private LabelIndex index = new LabelIndex();
    private Map<Long, Integer> numbers = new HashMap<>();

    BlockDirectory(BlockStore store) {
        this.store = store;
    }

    /** Where the samples of a series are within a time. */
    public record Found(Labels labels, List<Place> places) {}

    /** A series in a block. */
    public record Place(BlockKey block, int index) {}

    /**
     * The series that all matchers match and that have blocks in that time.
     *
     * @param atLeast up to when blocks must be known, by partition
     */
    public synchronized List<Found> select(List<Matcher> matchers, long from, long to, Map<Integer, Long> atLeast) {
        learn(atLeast);
        Map<Integer, Found> wanted = new HashMap<>();
        index.select(matchers, number -> wanted.put(number, new Found(index.labels(number), new ArrayList<>())));
        if (wanted.isEmpty()) {
            return List.of();
        }
        long window = BlockStore.WINDOW.toMillis();
        rows.subMap(from - window, true, to, true)
                .values()
                .forEach(all -> all.forEach(row -> {
                    if (row.end() > from) {
                        int[] at = {0};
                        SeriesIds.read(row.series(), id -> {
                            int number = numbers.getOrDefault(id, -1);
                            Found found = number < 0 ? null : wanted.get(number);
                            if (found != null) {
                                found.places().add(new Place(row.key(), at[0]));
                            }
                            at[0]++;
                        });
                    }
                }));
        wanted.values().removeIf(found -> found.places().isEmpty());
        return List.copyOf(wanted.values());
    }

    private void learn(Map<Integer, Long> atLeast) {
        boolean all = atLeast.entrySet().stream()
                .allMatch(each -> known.getOrDefault(each.getKey(), Long.MIN_VALUE) >= each.getValue());
        if (all && !known.isEmpty()) {
            return;
        }
        // first how far they are, so that what is written meanwhile is read another time
        Map<Integer, Long> now = store.cutUntil();
        Set<Long> unknown = new HashSet<>();
        now.forEach((partition, until) -> {
            long from = known.getOrDefault(partition, 0L);
            if (until > from) {
                for (Row row : store.rows(partition, from)) {
                    if (row.key().begin() < until) {
                        rows.computeIfAbsent(row.key().begin(), begin -> new ArrayList<>())
                                .add(row);
                        SeriesIds.read(row.series(), id -> {
                            if (!numbers.containsKey(id)) {
                                unknown.add(id);
                            }
                        });
                    }
                }
            }
        });
        if (!unknown.isEmpty()) {
            store.series(
                    unknown,
                    (labels, id) ->
                            numbers.put(id, index.add(LabelBytes.read(labels, 0, labels.length, index::shared))));
        }
        known.putAll(now);
    }

    /** Forgets everything, as some of it was deleted; it is read again when it is asked for. */
    public synchronized void forget() {
        known.clear();
        rows.clear();
        index = new LabelIndex();
        numbers = new HashMap<>();
    }

    /** Forgets blocks that are not there any more. */
    synchronized void gone(Set<BlockKey> keys) {
        keys.forEach(key -> {
            List<Row> window = rows.get(key.begin());
            if (window != null) {
                window.removeIf(row -> Objects.equals(row.key(), key));
            }
        });
    }
}
