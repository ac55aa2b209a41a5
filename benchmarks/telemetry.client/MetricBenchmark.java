// SPDX-License-Identifier: Apache-2.0

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What a sample costs on the disk and in CPU, and how long queries take, beside a Prometheus that has the same samples. Hours of history are given
 * to Plinth as a log of Kafka, since it takes nothing that old from senders, and to Prometheus by remote-write.
 */
final class MetricBenchmark {
    private static final String HISTORY = "history";
    private static final String LIVE = "live";
    private static final Duration PATIENCE = Duration.ofMinutes(15);
    private static final Duration WINDOW = Duration.ofHours(2);
    /** A window is written when nothing of it is taken any more: an hour late, ten minutes ahead, and clocks that differ by a minute. */
    private static final Duration UNTIL_WRITTEN = Duration.ofMinutes(71);

    private static final int LIVE_STEP_MILLIS = 5_000;
    private static final int WARM_UP_STEPS = 200;
    /** Of all that are measured, processes that have nothing to do may take this share of a CPU. */
    private static final double REST = 0.06;

    private final TelemetryBenchmark given;
    private final int series;
    private final int hours;
    private final long end;
    private final int rounds;
    private final MetricLog log;
    private final MetricBlocks blocks;
    private final MetricQueries queries;
    private final MetricQueries.Server plinth;
    private final MetricQueries.Server prometheus;
    private final Cpu core;
    private final Cpu prometheusCpu;

    MetricBenchmark(TelemetryBenchmark given) throws IOException {
        this.given = given;
        series = given.number("series");
        hours = given.number("hours");
        end = given.number("endSeconds") * 1_000L;
        rounds = given.number("rounds");
        log = new MetricLog(given);
        blocks = new MetricBlocks(given);
        queries = new MetricQueries(end, hours);
        plinth = new MetricQueries.Server(
                "http://127.0.0.1:%d/prometheus/api/v1".formatted(given.number("corePort")),
                "Bearer " + Files.readString(Path.of(given.text("localToken"))).strip());
        prometheus = new MetricQueries.Server("http://127.0.0.1:%d/api/v1".formatted(given.number("prometheusPort")), "");
        core = new Cpu(given.text("corePids"));
        prometheusCpu = new Cpu(given.text("prometheusPid"));
    }

    private static MetricStream history(int series, int hours, long end) {
        return new MetricStream(series, HISTORY, end - Duration.ofHours(hours).toMillis(), MetricSeries.STEP_MILLIS);
    }

    /** What a start takes when there is nothing to read. */
    static void idle(TelemetryBenchmark given) throws IOException, InterruptedException {
        Cpu core = new Cpu(given.text("corePids"));
        Map<String, Double> used = core.settled(REST, PATIENCE);
        System.out.printf("A start without history takes: %s%nIDLE %.2f%n", Cpu.rounded(used), Cpu.sum(used));
    }

    static void history(TelemetryBenchmark given) throws Exception {
        MetricLog log = new MetricLog(given);
        log.keepAll();
        long end = given.number("endSeconds") * 1_000L;
        long begin = System.nanoTime();
        long samples = log.write(history(given.number("series"), given.number("hours"), end), end);
        System.out.printf("%d samples are in Kafka after %.1f s, %.2f bytes each%n",
                samples, TelemetryBenchmark.seconds(begin, System.nanoTime()), (double) log.bytes() / samples);
    }

    void run() throws Exception {
        double cutting = cut();
        TelemetryBenchmark.result("metrics.bytes_per_sample", (double) blocks.bytes() / blocks.samples(), "bytes", 2);
        double theirs = load();
        complete(plinth, HISTORY, end, historySamples());
        complete(prometheus, HISTORY, end, historySamples());
        ask();
        double taking = live();
        TelemetryBenchmark.result("metrics.ingest_cpu_seconds_per_million", taking + cutting, "s", 2);
        TelemetryBenchmark.result("metrics.ingest_cpu_seconds_per_million_prometheus", theirs, "s", 2);
        TelemetryBenchmark.result("metrics.ingest_cpu_ratio_prometheus", (taking + cutting) / theirs, "ratio", 2);
    }

    private long historySamples() {
        return hours * 3_600_000L / MetricSeries.STEP_MILLIS * series;
    }

    /** Seconds of CPU per million samples of the history, for reading it and writing it into blocks. */
    private double cut() throws Exception {
        long begin = System.nanoTime();
        long window = WINDOW.toMillis();
        long wanted = Math.floorDiv(end - UNTIL_WRITTEN.toMillis() - MetricSeries.STEP_MILLIS, window) * window;
        while (blocks.until(given.number("partitions")) < wanted) {
            if (System.nanoTime() - begin > PATIENCE.toNanos()) {
                throw new IllegalStateException("the history is not in blocks after %s".formatted(PATIENCE));
            }
            Thread.sleep(500);
        }
        System.out.printf("The last block is written %.1f s after this was begun%n", TelemetryBenchmark.seconds(begin, System.nanoTime()));
        Map<String, Double> used = core.settled(REST, PATIENCE);
        double idle = Double.parseDouble(given.text("idle"));
        double perMillion = (Cpu.sum(used) - idle) / historySamples() * 1e6;
        System.out.printf("%d of %d samples are in blocks, of %d bytes; seconds of CPU since the start: %s (%.1f without history); %.2f per million%n",
                blocks.samples(), historySamples(), blocks.bytes(), Cpu.rounded(used), idle, perMillion);
        return perMillion;
    }

    /** Seconds of CPU per million samples that Prometheus takes to have the history, with its blocks. */
    private double load() throws Exception {
        long begin = System.nanoTime();
        MetricStream samples = history(series, hours, end);
        Map<String, Double> before = prometheusCpu.seconds();
        try (MetricWriter writer = new MetricWriter(given.number("prometheusPort"), () -> "", samples)) {
            writer.write(historySamples() / writer.perRequest(), 0);
        }
        System.out.printf("Prometheus has the history after %.1f s%n", TelemetryBenchmark.seconds(begin, System.nanoTime()));
        prometheusCpu.settled(REST, PATIENCE);
        double used = Cpu.sum(prometheusCpu.since(before));
        System.out.printf("  %.1f s of CPU, %.2f per million%n", used, used / historySamples() * 1e6);
        return used / historySamples() * 1e6;
    }

    private void complete(MetricQueries.Server server, String source, long to, long wanted) throws Exception {
        long begin = System.nanoTime();
        long found = queries.count(server, source, to);
        while (found != wanted) {
            if (System.nanoTime() - begin > Duration.ofSeconds(60).toNanos()) {
                throw new IllegalStateException("%s has %d samples (expected: %d)".formatted(server.url(), found, wanted));
            }
            Thread.sleep(1_000);
            found = queries.count(server, source, to);
        }
    }

    /** Each query some times at both, one after the other. */
    private void ask() throws Exception {
        int count = MetricQueries.ALL.size();
        double[] ratios = new double[count];
        int[] found = new int[count];
        double[][] ours = new double[count][rounds];
        double[][] theirs = new double[count][rounds];
        for (int round = -given.number("warmUps"); round < rounds; round++) {
            for (int i = 0; i < count; i++) {
                MetricQueries.Query query = MetricQueries.ALL.get(i);
                MetricQueries.Answer here = queries.ask(plinth, query);
                MetricQueries.Answer there = queries.ask(prometheus, query);
                if (round < 0) {
                    found[i] = queries.same(query, here, there);
                } else {
                    ours[i][round] = here.millis();
                    theirs[i][round] = there.millis();
                }
            }
        }
        for (int i = 0; i < count; i++) {
            double here = TelemetryBenchmark.median(ours[i]);
            double there = TelemetryBenchmark.median(theirs[i]);
            ratios[i] = here / there;
            System.out.printf("QUERY %d series, %.1f ms, Prometheus %.1f ms, ratio %.2f: %s%n",
                    found[i], here, there, ratios[i], MetricQueries.ALL.get(i).about());
        }
        System.out.printf("Ratios: %s%n", Arrays.toString(Arrays.stream(ratios).sorted().mapToObj("%.2f"::formatted).toArray()));
        TelemetryBenchmark.result("metrics.query_ratio_prometheus", TelemetryBenchmark.median(ratios), "ratio", 2);
    }

    /**
     * Samples of now, at the same rate to both, one after the other.
     *
     * @return seconds of CPU of all of Plinth per million samples, without blocks
     */
    private double live() throws Exception {
        int steps = given.number("liveSteps");
        long from = System.currentTimeMillis() - (long) (steps * rounds() + WARM_UP_STEPS) * LIVE_STEP_MILLIS;
        Token token = new Token(given);
        Cpu all = new Cpu(given.text("plinthPids"));
        List<Double> ours = new ArrayList<>();
        List<Double> theirs = new ArrayList<>();
        try (MetricWriter here = new MetricWriter(given.number("ingestPort"), token::bearer, new MetricStream(series, LIVE, from, LIVE_STEP_MILLIS));
                MetricWriter there = new MetricWriter(given.number("prometheusPort"), () -> "", new MetricStream(series, LIVE, from, LIVE_STEP_MILLIS))) {
            double perSecond = given.number("samplesPerSecond") / (double) here.perRequest();
            here.write(WARM_UP_STEPS * MetricStream.GROUPS, 2 * perSecond);
            there.write(WARM_UP_STEPS * MetricStream.GROUPS, 2 * perSecond);
            long bytes = log.bytes();
            for (int round = 0; round < rounds(); round++) {
                ours.add(measure(here, steps, perSecond, all));
                theirs.add(measure(there, steps, perSecond, prometheusCpu));
                System.out.printf("Round %d: %.2f s of CPU per million samples, Prometheus %.2f%n", round + 1, ours.getLast(), theirs.getLast());
            }
            long written = (long) steps * rounds() * series;
            TelemetryBenchmark.result("metrics.kafka_bytes_per_sample", (double) (log.bytes() - bytes) / written, "bytes", 2);
        }
        double median = TelemetryBenchmark.median(ours.stream().mapToDouble(Double::doubleValue).toArray());
        double other = TelemetryBenchmark.median(theirs.stream().mapToDouble(Double::doubleValue).toArray());
        TelemetryBenchmark.result("metrics.live_cpu_seconds_per_million", median, "s", 2);
        TelemetryBenchmark.result("metrics.live_cpu_seconds_per_million_prometheus", other, "s", 2);
        complete(plinth, LIVE, System.currentTimeMillis(), (long) (steps * rounds() + WARM_UP_STEPS) * series);
        return median;
    }

    private int rounds() {
        return given.number("liveRounds");
    }

    /** Seconds of CPU per million samples. */
    private double measure(MetricWriter writer, int steps, double perSecond, Cpu cpu) throws Exception {
        Map<String, Double> before = cpu.seconds();
        long begin = System.nanoTime();
        int requests = steps * MetricStream.GROUPS;
        writer.write(requests, perSecond);
        double passed = TelemetryBenchmark.seconds(begin, System.nanoTime());
        // what was acknowledged is still to be read
        Thread.sleep(2_000);
        Map<String, Double> used = cpu.since(before);
        double samples = (double) requests * writer.perRequest();
        System.out.printf("  %.0f samples a second; seconds of CPU: %s%n", samples / passed, Cpu.rounded(used));
        return Cpu.sum(used) / samples * 1e6;
    }
}
