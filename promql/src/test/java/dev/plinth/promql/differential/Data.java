// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql.differential;

import dev.plinth.promql.model.Labels;
import dev.plinth.promql.model.Texts;
import dev.plinth.promql.script.InMemorySource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Four hours of series: gauges, counters that restart, buckets, some with gaps. No sample is at a full second. */
final class Data {
    static final long START = 1_700_006_400_000L;
    static final long END = START + 4 * 3_600_000L;

    private static final int SAMPLES = 960;
    /** Where a range of an hour no longer begins before the data, which the versions treat differently near zero. */
    private static final int FIRST_RESTART = 250;

    private static final long INTERVAL = 15_000;

    private final Random random = new Random(7);
    private final InMemorySource source = new InMemorySource();
    private final List<String> lines = new ArrayList<>();

    Data() {
        for (String instance : List.of("a:1", "a:2", "b:1")) {
            for (String job : List.of("api", "web")) {
                gauge(Labels.of("__name__", "memory", "instance", instance, "job", job), 1000, 50, 0);
                gauge(Labels.of("__name__", "queue", "instance", instance, "job", job), 20, 8, 0.1);
                gauge(Labels.of("__name__", "balance", "instance", instance, "job", job), 0, 10, 0);
                for (String code : List.of("200", "404", "500")) {
                    counter(Labels.of("__name__", "requests_total", "instance", instance, "job", job, "code", code));
                }
            }
            buckets(instance);
            constant(Labels.of("__name__", "owner", "instance", instance, "team", "team-" + instance.charAt(0)));
        }
        clock();
    }

    InMemorySource source() {
        return source;
    }

    String openMetrics() {
        return String.join("\n", lines) + "\n# EOF\n";
    }

    private long time(int sample, int shift) {
        return START + sample * INTERVAL + shift;
    }

    private void add(Labels labels, long time, double value) {
        source.add(labels, time, value);
        String pairs = IntStream.range(0, labels.size())
                .filter(i -> !labels.name(i).equals(Labels.METRIC_NAME))
                .mapToObj(i -> labels.name(i) + "=" + Texts.quote(labels.value(i)))
                .collect(Collectors.joining(","));
        lines.add(labels.metricName() + "{" + pairs + "} " + value + " "
                + String.format(Locale.ROOT, "%.3f", time / 1000.0));
    }

    /** Never at a multiple of a tenth of a second. */
    private int shift() {
        return 100 * random.nextInt(100) + 1 + random.nextInt(99);
    }

    private void gauge(Labels labels, double middle, double spread, double gaps) {
        int shift = shift();
        double value = middle;
        boolean gap = false;
        for (int i = 0; i < SAMPLES; i++) {
            value += random.nextGaussian() * spread / 10 + (middle - value) * 0.01;
            gap = random.nextDouble() < gaps / 5 ? !gap : gap && random.nextDouble() > 0.02;
            if (!gap) {
                add(labels, time(i, shift), value);
            }
        }
    }

    private void counter(Labels labels) {
        int shift = shift();
        double value = 1000 * random.nextDouble() + 500;
        double speed = 1 + random.nextInt(20);
        for (int i = 0; i < SAMPLES; i++) {
            boolean restarts = i > FIRST_RESTART && random.nextInt(200) == 0;
            value = restarts ? 1 + random.nextInt(5) : value + Math.floor(random.nextDouble() * speed);
            add(labels, time(i, shift), value);
        }
    }

    private void buckets(String instance) {
        String[] bounds = {"0.1", "0.5", "1", "2.5", "+Inf"};
        double[] counts = {1000, 2000, 3000, 4000, 5000}; // far from zero, where counters begin
        int shift = shift();
        for (int i = 0; i < SAMPLES; i++) {
            for (int observation = random.nextInt(12); observation > 0; observation--) {
                for (int b = random.nextInt(bounds.length); b < bounds.length; b++) {
                    counts[b]++;
                }
            }
            for (int b = 0; b < bounds.length; b++) {
                add(
                        Labels.of("__name__", "latency_bucket", "instance", instance, "le", bounds[b]),
                        time(i, shift),
                        counts[b]);
            }
        }
    }

    private void constant(Labels labels) {
        int shift = shift();
        for (int i = 0; i < SAMPLES; i++) {
            add(labels, time(i, shift), 1);
        }
    }

    /** Times in seconds, over many years. */
    private void clock() {
        int shift = shift();
        for (int i = 0; i < SAMPLES; i++) {
            add(Labels.of("__name__", "clock"), time(i, shift), 1_500_000.0 * i + 12_345.5);
        }
    }
}
