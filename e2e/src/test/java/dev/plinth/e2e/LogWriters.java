// SPDX-License-Identifier: Apache-2.0
package dev.plinth.e2e;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Send numbered lines to several cores, each batch until one has acknowledged it, and keep book. */
final class LogWriters implements AutoCloseable {
    /** What each line is, as an event of the business. */
    static final String EVENT = "proof.line";

    private static final int LINES = 50;

    private final List<Plinth> cores;
    private final OtlpSender sender;
    private final Collection<String> acknowledged = new ConcurrentLinkedQueue<>();
    private final Set<String> unanswered = ConcurrentHashMap.newKeySet();
    private final Map<String, Integer> sent = new ConcurrentHashMap<>();
    private final AtomicLong acknowledgedLines = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopping;

    LogWriters(int count, List<Plinth> cores, String key) {
        this.cores = cores;
        this.sender = new OtlpSender(key);
        for (int i = 0; i < count; i++) {
            int number = i;
            threads.add(Thread.ofPlatform().daemon().start(() -> write(number)));
        }
    }

    private void write(int writer) {
        try {
            for (int n = 0; !stopping; n++) {
                int batch = n;
                List<String> lines = IntStream.range(0, LINES)
                        .mapToObj(i -> "w%d-%d-%d".formatted(writer, batch, i))
                        .toList();
                deliver(lines, writer + n);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            sender.failed(e);
        }
    }

    /** Until somebody has taken it; at the end, not any more. */
    private void deliver(List<String> lines, int first) throws InterruptedException {
        for (int attempt = 0; !stopping || attempt == 0; attempt++) {
            lines.forEach(line -> sent.merge(line, 1, Integer::sum));
            if (isTaken(lines, cores.get((first + attempt) % cores.size()))) {
                acknowledged.addAll(lines);
                acknowledgedLines.addAndGet(lines.size());
                TimeUnit.MILLISECONDS.sleep(60);
                return;
            }
            unanswered.addAll(lines);
            failures.incrementAndGet();
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private boolean isTaken(List<String> lines, Plinth core) throws InterruptedException {
        String records = lines.stream()
                .map(line -> """
                        {"body": {"stringValue": "%s"}, "eventName": "%s", "attributes": [
                          {"key": "user.id", "value": {"stringValue": "%s"}}, {"key": "amount", "value": {"stringValue": "0.5"}}]}""".formatted(line, EVENT, line.substring(0, line.indexOf('-'))))
                .collect(Collectors.joining(","));
        return sender.isTaken(core, "/v1/logs", """
                {"resourceLogs": [{"resource": {"attributes": [
                    {"key": "service.name", "value": {"stringValue": "proof"}},
                    {"key": "deployment.environment.name", "value": {"stringValue": "dev"}}]},
                  "scopeLogs": [{"logRecords": [%s]}]}]}""".formatted(records));
    }

    Collection<String> acknowledged() {
        return acknowledged;
    }

    long acknowledgedLines() {
        return acknowledgedLines.get();
    }

    /** Lines of which at least one request was refused or got no answer. */
    Set<String> unanswered() {
        return unanswered;
    }

    /** Lines, each as often as it was sent. */
    long linesSent() {
        return sent.values().stream().mapToLong(Integer::longValue).sum();
    }

    int timesSent(String line) {
        return sent.getOrDefault(line, 0);
    }

    long failures() {
        return failures.get();
    }

    /** An answer that should not have been; empty if there was none. */
    String wrong() {
        return sender.wrong();
    }

    void stop() throws InterruptedException {
        stopping = true;
        for (Thread thread : threads) {
            thread.join();
        }
    }

    @Override
    public void close() throws InterruptedException {
        stop();
    }
}
