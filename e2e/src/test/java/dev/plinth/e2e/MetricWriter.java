// SPDX-License-Identifier: Apache-2.0
package dev.plinth.e2e;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Sends samples of some series to several cores, each batch with a time of its own until one core has acknowledged it, and keeps book. */
final class MetricWriter implements AutoCloseable {
    static final int SERIES = 40;
    static final String METRIC = "proof_level";

    private final List<Plinth> cores;
    private final OtlpSender sender;
    private final AtomicInteger acknowledged = new AtomicInteger();
    private final AtomicInteger begun = new AtomicInteger();
    private final Thread thread = Thread.ofPlatform().daemon().unstarted(this::write);
    private volatile boolean stopping;

    MetricWriter(List<Plinth> cores, String key) {
        this.cores = cores;
        this.sender = new OtlpSender(key);
        thread.start();
    }

    private void write() {
        try {
            for (int batch = 0; !stopping; batch++) {
                String body = batch(System.currentTimeMillis(), batch);
                begun.incrementAndGet();
                boolean taken = false;
                for (int attempt = 0; !taken && (!stopping || attempt == 0); attempt++) {
                    taken = sender.isTaken(cores.get((batch + attempt) % cores.size()), "/v1/metrics", body);
                    TimeUnit.MILLISECONDS.sleep(40);
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

    private static String batch(long millis, int value) {
        return """
                {"resourceMetrics": [{
                  "resource": {"attributes": [{"key": "service.name", "value": {"stringValue": "proof"}}]},
                  "scopeMetrics": [{"metrics": [{"name": "proof.level", "gauge": {"dataPoints": [%s]}}]}]}]}
                """.formatted(IntStream.range(0, SERIES)
                .mapToObj(i -> """
                        {"timeUnixNano": "%d000000", "asInt": "%d",
                         "attributes": [{"key": "n", "value": {"stringValue": "%d"}}]}""".formatted(millis, value, i))
                .collect(Collectors.joining(",")));
    }

    /** Batches. */
    int acknowledged() {
        return acknowledged.get();
    }

    /** Batches, those of which it is not known whether they were taken too. */
    int begun() {
        return begun.get();
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
