// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.write;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * Spans of traces that are not to be kept unless they fail. They are held for some seconds: when one of a trace fails, all that is held of it is kept,
 * and what comes of it later.
 */
final class HeldTraces {
    static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final long MOST_BYTES = 64L << 20;
    private static final int MOST_FAILED = 100_000;

    private final Map<TopicPartition, ArrayDeque<Held>> byAge = new HashMap<>();
    private final Map<ByteString, List<Held>> byTrace = new HashMap<>();
    private final Map<ByteString, Boolean> failed = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteString, Boolean> eldest) {
            return size() > MOST_FAILED;
        }
    };
    private long bytes;

    private static final class Held {
        final TracePart part;
        final long sinceNanos;
        boolean gone;

        Held(TracePart part, long sinceNanos) {
            this.part = part;
            this.sinceNanos = sinceNanos;
        }
    }

    /**
     * Takes a part of such a trace.
     *
     * @param fails whether a span in it has failed
     * @return what is to be written now: with this one all that was held of its trace, or nothing
     */
    List<TracePart> take(TracePart part, boolean fails, long nowNanos) {
        ByteString trace = part.trace();
        if (fails) {
            failed.put(trace, true);
        }
        if (fails || failed.containsKey(trace)) {
            List<TracePart> kept = new ArrayList<>();
            for (Held each : byTrace.getOrDefault(trace, List.of())) {
                kept.add(each.part);
                release(each);
            }
            byTrace.remove(trace);
            kept.add(part);
            return kept;
        }
        Held held = new Held(part, nowNanos);
        byAge.computeIfAbsent(part.partition(), key -> new ArrayDeque<>()).add(held);
        byTrace.computeIfAbsent(trace, key -> new ArrayList<>(4)).add(held);
        bytes += part.spans().size();
        return List.of();
    }

    private void release(Held held) {
        held.gone = true;
        bytes -= held.part.spans().size();
    }

    /** Forgets those that have been held long enough, and the oldest when there are too many. */
    void forget(long nowNanos) {
        for (ArrayDeque<Held> queue : byAge.values()) {
            while (!queue.isEmpty()
                    && (queue.getFirst().gone
                            || bytes > MOST_BYTES
                            || nowNanos - queue.getFirst().sinceNanos > PATIENCE.toNanos())) {
                drop(queue.removeFirst());
            }
        }
    }

    private void drop(Held held) {
        if (held.gone) {
            return;
        }
        release(held);
        List<Held> others = byTrace.get(held.part.trace());
        if (others != null && others.remove(held) && others.isEmpty()) {
            byTrace.remove(held.part.trace());
        }
    }

    /** The first offset of a partition that may still be needed; without any, as far as it was read. */
    long needed(TopicPartition partition, long read) {
        ArrayDeque<Held> queue = byAge.get(partition);
        if (queue == null) {
            return read;
        }
        while (!queue.isEmpty() && queue.getFirst().gone) {
            queue.removeFirst();
        }
        return queue.isEmpty() ? read : queue.getFirst().part.offset();
    }

    void lost(Collection<TopicPartition> partitions) {
        for (TopicPartition each : partitions) {
            ArrayDeque<Held> queue = byAge.remove(each);
            if (queue != null) {
                queue.forEach(this::drop);
            }
        }
    }
}
