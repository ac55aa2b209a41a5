// SPDX-License-Identifier: Apache-2.0
package dev.plinth.e2e;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Sends traces of one span to several cores, each batch until one has acknowledged it, and keeps book: as many of a service whose traces are all kept as
 * of one whose traces are kept only when they fail, which one of ten does.
 */
final class SpanWriter implements AutoCloseable {
    /** Of each of the two services in a batch. */
    static final int SPANS = 20;

    static final String KEPT = "proof-kept";
    static final String HELD = "proof-held";

    private final List<Plinth> cores;
    private final OtlpSender sender;
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong sent = new AtomicLong();
    private final Thread thread = Thread.ofPlatform().daemon().unstarted(this::write);
    private volatile boolean stopping;

    SpanWriter(List<Plinth> cores, String key) {
        this.cores = cores;
        this.sender = new OtlpSender(key);
        thread.start();
    }

    private void write() {
        try {
            for (int batch = 0; !stopping; batch++) {
                String body = "{\"resourceSpans\": [%s,%s]}"
                        .formatted(
                                spans(KEPT, batch, i -> ""),
                                spans(
                                        HELD,
                                        batch,
                                        i -> ", \"traceState\": \"plinth=th:ffffffffffffff\""
                                                + (i % 10 == 0 ? ", \"status\": {\"code\": 2}" : "")));
                boolean taken = false;
                for (int attempt = 0; !taken && (!stopping || attempt == 0); attempt++) {
                    sent.incrementAndGet();
                    taken = sender.isTaken(cores.get((batch + attempt) % cores.size()), "/v1/traces", body);
                    TimeUnit.MILLISECONDS.sleep(60);
                }
                if (taken) {
                    acknowledged.incrementAndGet();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            sender.failed(e);
        }
    }

    private interface More {
        String of(int number);
    }

    private static String spans(String service, int batch, More more) {
        long now = System.currentTimeMillis();
        return """
                {"resource": {"attributes": [{"key": "service.name", "value": {"stringValue": "%s"}}]},
                 "scopeSpans": [{"spans": [%s]}]}""".formatted(
                        service,
                        IntStream.range(0, SPANS)
                                .mapToObj(i -> """
                                        {"traceId": "%016x%016x", "spanId": "%016x", "name": "op", "kind": 2,
                                         "startTimeUnixNano": "%d000000", "endTimeUnixNano": "%d000000"%s}""".formatted(
                                        service.hashCode(), batch * 1_000L + i, i + 1, now, now + 5, more.of(i)))
                                .collect(Collectors.joining(",")));
    }

    /** Batches. */
    long acknowledged() {
        return acknowledged.get();
    }

    /** Batches, those that were refused or had no answer too. */
    long sent() {
        return sent.get();
    }

    /** What should not have been; empty if all was well. */
    String wrong() {
        return sender.wrong();
    }

    void stop() throws InterruptedException {
        stopping = true;
        thread.join();
    }

    @Override
    public void close() throws InterruptedException {
        stop();
    }
}
