// SPDX-License-Identifier: Apache-2.0

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The client of the telemetry benchmark, in a process of its own, run by the source launcher: {@code java TelemetryBenchmark.java
 * logs|spans|idle|history|metrics|alerts KEY=VALUE…}, with the jars of the core on the class path. It prints figures as lines {@code RESULT name figure unit}, and ends with another code than 0 only when something
 * is wrong, as a line that was acknowledged and is not there.
 */
public final class TelemetryBenchmark {
    private final Map<String, String> settings = new HashMap<>();

    private TelemetryBenchmark() {}

    public static void main(String[] args) throws Exception {
        TelemetryBenchmark given = new TelemetryBenchmark();
        for (int i = 1; i < args.length; i++) {
            int sign = args[i].indexOf('=');
            given.settings.put(args[i].substring(0, sign), args[i].substring(sign + 1));
        }
        switch (args[0]) {
            case "logs" -> new LogBenchmark(given).run();
            case "spans" -> new SpanBenchmark(given).run();
            case "idle" -> MetricBenchmark.idle(given);
            case "history" -> MetricBenchmark.history(given);
            case "metrics" -> new MetricBenchmark(given).run();
            case "alerts" -> new AlertBenchmark(given).run();
            default -> throw new IllegalArgumentException(args[0] + " (expected: logs, spans, idle, history, metrics or alerts)");
        }
        System.exit(0);
    }

    String text(String key) {
        return Objects.requireNonNull(settings.get(key), key);
    }

    int number(String key) {
        return Integer.parseInt(text(key));
    }

    static void result(String name, double figure, String unit, int digits) {
        System.out.printf("RESULT %s %." + digits + "f %s%n", name, figure, unit);
    }

    static double seconds(long fromNanos, long toNanos) {
        return (toNanos - fromNanos) / 1e9;
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        java.util.Arrays.sort(sorted);
        return sorted[(sorted.length - 1) / 2];
    }
}
