// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What passed through this core since its start, and what stands in the way. */
@Component
public class TelemetryFigures {
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong written = new AtomicLong();
    private final AtomicLong repeated = new AtomicLong();
    private final AtomicLong dead = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private final AtomicReference<@Nullable String> kafka = new AtomicReference<>();
    private final AtomicReference<@Nullable String> opensearch = new AtomicReference<>("not asked yet");
    private final AtomicReference<@Nullable String> full = new AtomicReference<>();
    private final AtomicReference<@Nullable String> behind = new AtomicReference<>();

    /**
     * The figures.
     *
     * @param accepted log records and spans that Kafka has
     * @param refused requests that were refused, for whatever reason
     * @param written documents that OpenSearch has taken from this core
     * @param repeated documents that it had already, since the same was written before a restart
     * @param dead documents that it would not have; they are in the topic {@code plinth.telemetry.dead} with the reason
     * @param lost Kafka's records that were deleted by its byte limit before OpenSearch had them
     * @param kafka what is wrong with Kafka, null when nothing is
     * @param opensearch what is wrong with OpenSearch, null when nothing is
     * @param behind that the disk is full, or so much waits for OpenSearch, that more is refused; null when it is not so
     */
    public record Figures(
            long accepted,
            long refused,
            long written,
            long repeated,
            long dead,
            long lost,
            @Nullable String kafka,
            @Nullable String opensearch,
            @Nullable String behind) {}

    public Figures read() {
        return new Figures(
                accepted.get(),
                refused.get(),
                written.get(),
                repeated.get(),
                dead.get(),
                lost.get(),
                kafka.get(),
                opensearch.get(),
                full.get() != null ? full.get() : behind.get());
    }

    public void accepted(int items) {
        accepted.addAndGet(items);
    }

    public void refused() {
        refused.incrementAndGet();
    }

    public void written(int documents) {
        written.addAndGet(documents);
    }

    public void repeated(int documents) {
        repeated.addAndGet(documents);
    }

    public void dead(int documents) {
        dead.addAndGet(documents);
    }

    public void lost(long records) {
        lost.addAndGet(records);
    }

    /** @param problem null when all is well; the return value says whether that is news */
    public boolean kafka(@Nullable String problem) {
        return news(kafka, problem);
    }

    /** @param problem null when all is well; the return value says whether that is news */
    public boolean opensearch(@Nullable String problem) {
        return news(opensearch, problem);
    }

    /** @param problem null when all is well; the return value says whether that is news */
    public boolean behind(@Nullable String problem) {
        return news(behind, problem);
    }

    /** That so much waits for OpenSearch that more is refused. */
    public @Nullable String behind() {
        return behind.get();
    }

    /** @param problem null when all is well; the return value says whether that is news */
    public boolean full(@Nullable String problem) {
        return news(full, problem);
    }

    /** That the disk has no room for more. */
    public @Nullable String full() {
        return full.get();
    }

    private static boolean news(AtomicReference<@Nullable String> state, @Nullable String problem) {
        String before = state.getAndSet(problem);
        return (before == null) != (problem == null);
    }
}
