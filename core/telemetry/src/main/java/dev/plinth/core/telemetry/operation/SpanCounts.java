// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.operation;

import dev.plinth.core.kernel.engine.EngineAway;
import dev.plinth.core.telemetry.operation.Series.Counted;
import dev.plinth.core.telemetry.operation.Series.Operation;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts spans as they are read, each once however often it is read: the database has the counts and up to where they go, in one transaction.
 * Used by one thread.
 */
public final class SpanCounts {
    private static final Logger LOG = LoggerFactory.getLogger(SpanCounts.class);
    private static final long MINUTE = 60_000;
    private static final long LATEST_MILLIS = 60 * MINUTE;
    private static final int MAX_NAMES = 500;

    private final SeriesStore store;
    private final Map<TopicPartition, Partition> partitions = new HashMap<>();
    private final Map<String, Set<String>> names = new HashMap<>();
    private boolean away;

    public SpanCounts(SeriesStore store) {
        this.store = store;
    }

    /** A series in a minute. */
    record Cell(long minute, Series series) {}

    /** What was counted of a partition and is not stored yet. */
    static final class Partition {
        final String incarnation;
        final Map<Cell, Figures> counted = new HashMap<>();
        final CallFinder calls =
                new CallFinder((call, span) -> count(new Cell(span.endMillis() / MINUTE * MINUTE, call), span));
        long stored;
        long next;

        Partition(String incarnation, long stored) {
            this.incarnation = incarnation;
            this.stored = stored;
            this.next = stored;
        }

        void count(Cell cell, Counted span) {
            counted.computeIfAbsent(cell, key -> new Figures())
                    .add(
                            span.nanos(),
                            span.error(),
                            span.kept() || span.error() ? Figures.trace(span.traceHigh(), span.traceLow()) : null);
        }
    }

    /**
     * Learns how far these were counted before.
     *
     * @param incarnation of the topic
     * @throws EngineAway when the database does not say
     */
    public void begin(Collection<TopicPartition> wanted, String incarnation) {
        for (TopicPartition each : wanted) {
            if (!partitions.containsKey(each)) {
                partitions.put(each, new Partition(incarnation, store.next(each, incarnation)));
            }
        }
    }

    /** What was counted of these and is not stored is counted by whoever reads them next. */
    public void forget(Collection<TopicPartition> lost) {
        lost.forEach(partitions::remove);
    }

    /** Whether that record is to be counted: it was not before. Afterwards it was. */
    public boolean isNew(TopicPartition partition, long offset) {
        Partition open = partitions.get(partition);
        if (open == null || offset < open.next) {
            return false;
        }
        open.next = offset + 1;
        return true;
    }

    /** @param receivedMillis when Kafka got it; a time far from that is not believed */
    public void count(TopicPartition partition, Counted span, long receivedMillis) {
        Partition open = partitions.get(partition);
        if (open == null) {
            return;
        }
        Counted placed = span.endMillis() > receivedMillis + MINUTE || span.endMillis() < receivedMillis - LATEST_MILLIS
                ? span.endingAt(receivedMillis)
                : span;
        open.count(new Cell(placed.endMillis() / MINUTE * MINUTE, limited(placed.operation())), placed);
        open.calls.see(placed, System.nanoTime());
    }

    /** Names that have ids in them would be endless. */
    private Operation limited(Operation operation) {
        Set<String> known = names.computeIfAbsent(operation.service() + "/" + operation.env(), key -> new HashSet<>());
        if (known.contains(operation.name())) {
            return operation;
        }
        if (known.size() >= MAX_NAMES) {
            return Series.others(operation);
        }
        known.add(operation.name());
        return operation;
    }

    /** Stores what was counted. While the database is away it is kept. */
    public void store() {
        long now = System.nanoTime();
        partitions.values().forEach(each -> each.calls.forget(now));
        try {
            Set<TopicPartition> lost = store.add(partitions);
            if (!lost.isEmpty()) {
                LOG.warn("{} were counted by another core meanwhile; what this one counted of them is left out", lost);
                forget(lost);
            }
            away = false;
        } catch (EngineAway e) {
            if (!away) {
                LOG.warn("Counts of spans wait for the database: {}", e.getMessage());
            }
            away = true;
        }
    }

    /** The offset up to which all is counted and stored. */
    public long stored(TopicPartition partition) {
        Partition open = partitions.get(partition);
        return open == null ? 0 : open.stored;
    }
}
