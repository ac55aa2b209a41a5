// SPDX-License-Identifier: Apache-2.0

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * User and system time of all processes that make spans searchable, beside Zipkin's server. Both get the same spans by the same requests at the same
 * rate, one after the other, and each has an OpenSearch of its own, of the same version with the same heap.
 */
final class SpanBenchmark {
    /** Zipkin forgets what OpenSearch does not take at once, so some may never be found. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    /** Times the spans of a round: until then the compilers of both sides' JVMs take a third and more of all that is measured. */
    private static final int WARM_UP = 4;

    private final int spans;
    private final int rounds;
    private final double perSecond;
    private final int connections;
    private final Side plinth;
    private final Side zipkin;

    /** Who takes spans, and the processes that have to do with it. */
    private record Side(String name, int port, Sending.Authorization authorization, Searched opensearch, String indices, Cpu cpu) {}

    SpanBenchmark(TelemetryBenchmark given) throws IOException {
        Token token = new Token(given);
        spans = given.number("spans") / Spans.perRound() * Spans.perRound();
        rounds = given.number("rounds");
        perSecond = given.number("spansPerSecond");
        connections = given.number("connections");
        plinth = new Side(
                "plinth",
                given.number("ingestPort"),
                token::bearer,
                new Searched(given.number("opensearchPort"), Path.of(given.text("passwordFile"))),
                "plinth-spans-2*",
                new Cpu(given.text("plinthPids")));
        zipkin = new Side(
                "zipkin",
                given.number("zipkinPort"),
                () -> "",
                new Searched(given.number("peerPort"), Path.of(given.text("peerPasswordFile"))),
                "zipkin-span-*",
                new Cpu(given.text("zipkinPids")));
    }

    void run() throws Exception {
        System.out.printf("Warming up%n");
        measure(plinth, WARM_UP * spans);
        measure(zipkin, WARM_UP * spans);
        double[] ours = new double[rounds];
        double[] theirs = new double[rounds];
        double[] ratio = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            System.out.printf("Round %d: %d spans each, %.0f a second%n", i + 1, spans, perSecond);
            ours[i] = measure(plinth, spans);
            theirs[i] = measure(zipkin, spans);
            ratio[i] = ours[i] / theirs[i];
        }
        TelemetryBenchmark.result("spans.cpu_seconds_per_million", TelemetryBenchmark.median(ours), "s", 1);
        TelemetryBenchmark.result("spans.cpu_seconds_per_million_zipkin", TelemetryBenchmark.median(theirs), "s", 1);
        TelemetryBenchmark.result("spans.cpu_ratio_zipkin", TelemetryBenchmark.median(ratio), "ratio", 2);
    }

    /** Seconds of CPU per million spans that can be found, with what is merged afterwards. */
    private double measure(Side side, int wanted) throws Exception {
        side.opensearch().delete(side.indices());
        side.opensearch().settle();
        Spans batches = new Spans(System.currentTimeMillis() * 1_000);
        int requests = wanted / Spans.perRound() * Spans.SERVICES;
        Sending sending = new Sending(side.port(), side.authorization(), connections, requests);
        Map<String, Double> before = side.cpu().seconds();
        // an index that nobody searches is not refreshed by default, and both are to make them searchable as they come
        Thread searcher = Thread.ofVirtual().start(() -> searchNowAndThen(side));
        sending.run(
                number -> new Sending.Request("/api/v2/spans", "application/json", batches.batch(number)),
                perSecond * requests / wanted,
                wanted / perSecond * 2 + 60);
        side.opensearch().reachesOrStays(side.indices(), wanted, PATIENCE);
        searcher.interrupt();
        searcher.join();
        double passed = TelemetryBenchmark.seconds(sending.beginNanos(), System.nanoTime());
        side.opensearch().settle();
        Map<String, Double> used = side.cpu().since(before);
        long found = side.opensearch().count(side.indices());
        double perMillion = Cpu.sum(used) / found * 1e6;
        System.out.printf(
                "  %s: %.1f s of CPU per million spans; %d of %d found after %.1f s, sent in %.1f s; %d requests refused for now; seconds of CPU: %s%n",
                side.name(), perMillion, found, wanted, passed, sending.seconds(), sending.refused(), Cpu.rounded(used));
        if (found > wanted || found < wanted && side == plinth) {
            throw new IllegalStateException("%d spans are found (expected: %d)".formatted(found, wanted));
        }
        return perMillion;
    }

    private static void searchNowAndThen(Side side) {
        try {
            while (true) {
                Thread.sleep(1_000);
                side.opensearch().count(side.indices());
            }
        } catch (InterruptedException e) {
            // enough
        } catch (IOException e) {
            System.out.println("  a count failed: " + e.getMessage());
        }
    }
}
