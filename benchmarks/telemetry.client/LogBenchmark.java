// SPDX-License-Identifier: Apache-2.0

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Log lines by OTLP over HTTP, not compressed: how many are acknowledged, whether all of these are found, how fast they can be found beside bare
 * bulk requests, and how late.
 */
final class LogBenchmark {
    private static final int PER_BATCH = 500;
    /** As many bytes as Plinth puts into a bulk request. */
    private static final int BULK_BYTES = 2 << 20;

    private static final int PER_CHECK = 20_000;
    private static final int PROBES_PER_SECOND = 5;
    private static final String LOGS = "plinth-logs-2*";
    private static final String BARE = "plinth-logs-bare";
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Pattern BUCKET = Pattern.compile("\"key\":(\\d+),\"doc_count\":(\\d+)");
    private static final Pattern PROBE = Pattern.compile("probe (\\d{6})");

    private final TelemetryBenchmark given;
    private final Searched opensearch;
    private final Token token;
    private final int port;
    private final int connections;

    LogBenchmark(TelemetryBenchmark given) throws IOException {
        this.given = given;
        this.opensearch = new Searched(given.number("opensearchPort"), Path.of(given.text("passwordFile")));
        this.token = new Token(given);
        this.port = given.number("ingestPort");
        this.connections = given.number("connections");
    }

    void run() throws Exception {
        int lines = given.number("lines") / PER_BATCH * PER_BATCH;
        System.out.printf(
                "Lines of %d bytes in batches of %d, over %d connections; gzip at level 1 makes a batch %.1f times smaller.%n",
                Lines.LINE_BYTES, PER_BATCH, connections, lines().compression());
        System.out.printf("Warming up: %.0f lines/s searchable%n", plinth(lines / 2));
        burst(given.number("burstSeconds"));
        double half = sustained(lines, given.number("rounds")) / 2;
        latency(half, given.number("probeSeconds"));
    }

    private static Lines lines() {
        return Lines.otlp(System.currentTimeMillis() * 1_000_000, PER_BATCH);
    }

    private static LongFunction<Sending.Request> requests(Lines lines) {
        return number -> new Sending.Request("/v1/logs", "application/x-protobuf", lines.batch(number * PER_BATCH));
    }

    private void burst(int seconds) throws Exception {
        opensearch.delete(LOGS);
        Lines lines = lines();
        int most = 200_000 / PER_BATCH * seconds;
        Sending sending = new Sending(port, token::bearer, connections, most).run(requests(lines), 0, seconds);
        long acknowledged = sending.acknowledged() * PER_BATCH;
        System.out.printf(
                "Burst of %d s: %d lines acknowledged, the last after %.1f s; %d requests refused for now, %d without an answer; %d lines searchable then%n",
                seconds, acknowledged, sending.seconds(), sending.refused(), sending.unanswered(), opensearch.count(LOGS));
        TelemetryBenchmark.result("logs.acknowledged_per_second", acknowledged / Math.max(seconds, sending.seconds()), "1/s", 0);
        boolean all = opensearch.reaches(LOGS, acknowledged, PATIENCE);
        System.out.printf("  %.1f s after the first of them, %s can be found%n",
                TelemetryBenchmark.seconds(sending.beginNanos(), System.nanoTime()), all ? "all" : "not all");
        check(lines, sending, most);
    }

    /** Looks at every line: each that was acknowledged must be there once, or oftener if a request got no answer and was sent again. */
    private void check(Lines lines, Sending sending, int most) throws IOException, InterruptedException {
        long lost = 0;
        long twice = 0;
        for (int batch = 0; batch < most; batch += PER_CHECK / PER_BATCH) {
            int end = Math.min(most, batch + PER_CHECK / PER_BATCH);
            long first = (long) batch * PER_BATCH;
            int[] found = found(lines, first, (int) (end * (long) PER_BATCH - first));
            for (int i = 0; i < found.length; i++) {
                lost += found[i] == 0 && sending.isAcknowledged(batch + i / PER_BATCH) ? 1 : 0;
                twice += Math.max(0, found[i] - 1);
            }
            if (!sending.isAcknowledged(batch) && Arrays.stream(found).sum() == 0) {
                break;
            }
        }
        TelemetryBenchmark.result("logs.lost", lost, "lines", 0);
        TelemetryBenchmark.result("logs.twice", twice, "lines", 0);
        if (lost > 0 || twice > sending.unanswered() * PER_BATCH) {
            throw new IllegalStateException("%d lines are lost and %d are there again".formatted(lost, twice));
        }
    }

    /** How often each of these lines is there. */
    private int[] found(Lines lines, long first, int count) throws IOException, InterruptedException {
        String answer = opensearch.ask(
                "POST",
                "/" + LOGS + "/_search",
                "{\"size\":0,\"query\":{\"range\":{\"nanos\":{\"gte\":%d,\"lt\":%d}}},\"aggs\":{\"lines\":{\"terms\":{\"field\":\"nanos\",\"size\":%d}}}}"
                        .formatted(lines.nanos(first), lines.nanos(first + count), count));
        int[] found = new int[count];
        for (Matcher bucket = BUCKET.matcher(answer); bucket.find(); ) {
            long at = Long.parseLong(bucket.group(1)) - lines.nanos(first);
            found[Math.toIntExact(at / Lines.STEP_NANOS)] += Integer.parseInt(bucket.group(2));
        }
        return found;
    }

    /** Lines a second, each round from the first request until the last line can be found, in an index that was empty. */
    private double sustained(int lines, int rounds) throws Exception {
        double[] plinth = new double[rounds];
        double[] bare = new double[rounds];
        double[] ratio = new double[rounds];
        bare(lines / 2);
        for (int i = 0; i < rounds; i++) {
            plinth[i] = plinth(lines);
            bare[i] = bare(lines);
            ratio[i] = plinth[i] / bare[i];
            System.out.printf("Round %d: %.0f lines/s searchable, %.0f with bare _bulk, ratio %.2f%n", i + 1, plinth[i], bare[i], ratio[i]);
        }
        TelemetryBenchmark.result("logs.searchable_per_second", TelemetryBenchmark.median(plinth), "1/s", 0);
        TelemetryBenchmark.result("logs.searchable_per_second_bulk", TelemetryBenchmark.median(bare), "1/s", 0);
        TelemetryBenchmark.result("logs.searchable_ratio_bulk", TelemetryBenchmark.median(ratio), "ratio", 2);
        return TelemetryBenchmark.median(plinth);
    }

    private double plinth(int lines) throws Exception {
        opensearch.delete(LOGS);
        opensearch.settle();
        Sending sending = new Sending(port, token::bearer, connections, lines / PER_BATCH).run(requests(lines()), 0, PATIENCE.toSeconds());
        if (sending.acknowledged() * PER_BATCH < lines || !opensearch.reaches(LOGS, lines, PATIENCE)) {
            throw new IllegalStateException("%d of %d lines can be found, %d were acknowledged"
                    .formatted(opensearch.count(LOGS), lines, sending.acknowledged() * PER_BATCH));
        }
        return lines / TelemetryBenchmark.seconds(sending.beginNanos(), System.nanoTime());
    }

    /** OpenSearch gives the ids itself, which it does faster. */
    private double bare(int atLeast) throws Exception {
        opensearch.delete(BARE + "*");
        opensearch.create(BARE);
        opensearch.settle();
        Lines lines = Lines.bulk(System.currentTimeMillis() * 1_000_000, BULK_BYTES);
        long begin = System.nanoTime();
        long sent = 0;
        int refused = 0;
        Connection connection = new Connection(opensearch.port());
        while (sent < atLeast) {
            Connection.Answer answer = connection.post(
                    "/" + BARE + "/_bulk?filter_path=errors", "application/x-ndjson", opensearch.authorization(), lines.batch(sent));
            if (answer.last()) {
                connection.close();
                connection = new Connection(opensearch.port());
            }
            if (answer.status() == 429) {
                refused++;
                Thread.sleep(100);
            } else if (answer.status() == 200 && answer.text().contains("\"errors\":false")) {
                sent += lines.perBatch();
            } else {
                throw new IOException("_bulk is answered with " + answer.text());
            }
        }
        connection.close();
        if (refused > 0) {
            System.out.printf("  OpenSearch had no memory for %d bare requests and got them again%n", refused);
        }
        if (!opensearch.reaches(BARE, sent, PATIENCE)) {
            throw new IllegalStateException("%d of %d lines can be found".formatted(opensearch.count(BARE), sent));
        }
        double rate = sent / TelemetryBenchmark.seconds(begin, System.nanoTime());
        opensearch.delete(BARE + "*");
        return rate;
    }

    /** From when a line was due to be sent until Plinth's API gives it, with as many others beside it. */
    private void latency(double linesPerSecond, int seconds) throws Exception {
        opensearch.delete(LOGS);
        opensearch.settle();
        Sending load = new Sending(port, token::bearer, connections, (int) (linesPerSecond / PER_BATCH * (seconds + 10)));
        AtomicReference<Exception> failure = new AtomicReference<>();
        Thread sender = Thread.ofPlatform().start(() -> {
            try {
                load.run(requests(lines()), linesPerSecond / PER_BATCH, seconds + 10);
            } catch (Exception e) {
                failure.set(e);
            }
        });
        Thread.sleep(5_000);
        long[] due = new long[seconds * PROBES_PER_SECOND];
        long first = System.nanoTime();
        for (int i = 0; i < due.length; i++) {
            due[i] = first + i * 1_000_000_000L / PROBES_PER_SECOND;
        }
        Thread prober = Thread.ofPlatform().start(() -> {
            try {
                probe(due);
            } catch (Exception e) {
                failure.set(e);
            }
        });
        double[] millis = watch(due, failure);
        prober.join();
        sender.join();
        if (failure.get() != null) {
            throw failure.get();
        }
        double[] sorted = millis.clone();
        Arrays.sort(sorted);
        System.out.printf("%d probes beside %.0f lines/s (%.0f acknowledged, %d requests refused for now): p50 %.0f ms, p99 %.0f ms, max %.0f ms%n",
                sorted.length, linesPerSecond, load.acknowledged() * PER_BATCH / load.seconds(), load.refused(), sorted[sorted.length / 2],
                sorted[sorted.length * 99 / 100], sorted[sorted.length - 1]);
        TelemetryBenchmark.result("logs.searchable_p99_ms", sorted[sorted.length * 99 / 100], "ms", 0);
    }

    private void probe(long[] due) throws Exception {
        try (Connection connection = new Connection(port)) {
            for (int i = 0; i < due.length; i++) {
                long wait = due[i] - System.nanoTime();
                if (wait > 0) {
                    Thread.sleep(wait / 1_000_000, (int) (wait % 1_000_000));
                }
                String line = "{\"resourceLogs\":[{\"resource\":{\"attributes\":[{\"key\":\"service.name\",\"value\":{\"stringValue\":\"probe\"}}]},"
                        + "\"scopeLogs\":[{\"logRecords\":[{\"timeUnixNano\":\"%d\",\"body\":{\"stringValue\":\"probe %06d\"}}]}]}]}"
                                .formatted(System.currentTimeMillis() * 1_000_000, i);
                Connection.Answer answer = connection.post("/v1/logs", "application/json", token.bearer(), line.getBytes());
                if (answer.status() != 200) {
                    throw new IOException("a probe is answered with " + answer.text());
                }
            }
        }
    }

    /** Asks as somebody would, ten times a second. */
    private double[] watch(long[] due, AtomicReference<Exception> failure) throws Exception {
        HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        String authorization = "Bearer " + Files.readString(Path.of(given.text("localToken"))).strip();
        double[] millis = new double[due.length];
        int missing = due.length;
        int failed = 0;
        long end = due[due.length - 1] + Duration.ofSeconds(60).toNanos();
        while (missing > 0 && failure.get() == null) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/api/v1/logs?service=probe&limit=500&from=%s"
                            .formatted(given.number("corePort"), Instant.now().minusSeconds(60))))
                    .header("Authorization", authorization)
                    .build();
            HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
            long now = System.nanoTime();
            if (answer.statusCode() == 503) {
                failed++;
            } else if (answer.statusCode() != 200) {
                throw new IOException("a search is answered with " + answer.statusCode() + " " + answer.body());
            }
            for (Matcher probe = PROBE.matcher(answer.body()); probe.find(); ) {
                int number = Integer.parseInt(probe.group(1));
                if (millis[number] == 0) {
                    millis[number] = (now - due[number]) / 1e6;
                    missing--;
                }
            }
            if (now > end) {
                throw new IllegalStateException(missing + " probes were acknowledged and cannot be found");
            }
            Thread.sleep(100);
        }
        System.out.printf("  %d searches were answered with 503%n", failed);
        return millis;
    }
}
