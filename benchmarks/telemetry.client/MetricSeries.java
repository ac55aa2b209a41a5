// SPDX-License-Identifier: Apache-2.0

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * The series of some instances of a service, and what they are at each step: half are counters that grow by more or less the same, a third
 * gauges with two decimals and much noise, the rest stays as it is. The same seed gives the same values.
 */
final class MetricSeries {
    static final int PER_INSTANCE = 100;
    static final int JOBS = 5;
    static final int STEP_MILLIS = 15_000;
    static final List<String> NAMES =
            List.of("up", "http_requests_total", "http_request_duration_seconds_bucket", "queue_seconds", "queue_limit");

    private static final String[] REQUESTS = {"GET 200", "GET 404", "POST 200", "POST 500"};
    private static final int PATHS = 5;
    private static final int TIMED_PATHS = 3;
    private static final String[] BOUNDS = {"0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1", "2.5", "+Inf"};
    private static final int GAUGES = 33;
    private static final int LIMITS = 16;
    private static final double NOISE = 3;
    /** Of a day, in which each instance is started again once, and its counters begin anew. */
    private static final int STEPS_PER_DAY = 86_400_000 / STEP_MILLIS;

    private final Random random;
    private final List<byte[]> labels = new ArrayList<>();
    private final List<Kind> kinds = new ArrayList<>();
    private final double[] level;
    private final double[] value;
    private final int[] startedAt;
    private int step;

    private enum Kind {
        COUNTER,
        /** Has all that the bucket before has. */
        BUCKET,
        GAUGE,
        CONSTANT
    }

    /** @param source a label of all of them, so that there can be others of the same names */
    MetricSeries(int firstInstance, int instances, String source, long seed) {
        random = new Random(seed);
        for (int i = 0; i < instances; i++) {
            addInstance(firstInstance + i, source);
        }
        level = new double[labels.size()];
        value = new double[labels.size()];
        for (int i = 0; i < level.length; i++) {
            level[i] = switch (kinds.get(i)) {
                case COUNTER, BUCKET -> Math.pow(10, 3 * random.nextDouble());
                case GAUGE -> 20 + 60 * random.nextDouble();
                case CONSTANT -> 1;
            };
            value[i] = switch (kinds.get(i)) {
                // they have counted for some time
                case COUNTER -> Math.round(STEPS_PER_DAY * level[i]);
                case BUCKET -> value[i - 1] + Math.round(STEPS_PER_DAY * level[i]);
                case GAUGE -> 0;
                case CONSTANT -> 1 << random.nextInt(12);
            };
        }
        startedAt = new int[instances];
        for (int i = 0; i < instances; i++) {
            value[i * PER_INSTANCE] = 1;
            startedAt[i] = random.nextInt(STEPS_PER_DAY);
        }
    }

    private void addInstance(int number, String source) {
        String instance = "10.0.%d.%d:8080".formatted(number / 250, number % 250 + 1);
        String job = "shop-" + number % JOBS;
        add(Kind.CONSTANT, "up", instance, job, source);
        for (int path = 0; path < PATHS; path++) {
            for (String request : REQUESTS) {
                String[] parts = request.split(" ");
                add(Kind.COUNTER, "http_requests_total", instance, job, source, "method", parts[0], "path", "/p" + path, "status", parts[1]);
            }
        }
        for (int path = 0; path < TIMED_PATHS; path++) {
            for (int i = 0; i < BOUNDS.length; i++) {
                add(i == 0 ? Kind.COUNTER : Kind.BUCKET, "http_request_duration_seconds_bucket", instance, job, source, "le", BOUNDS[i], "path", "/p" + path);
            }
        }
        for (int i = 0; i < GAUGES; i++) {
            add(Kind.GAUGE, "queue_seconds", instance, job, source, "queue", Integer.toString(i));
        }
        for (int i = 0; i < LIMITS; i++) {
            add(Kind.CONSTANT, "queue_limit", instance, job, source, "queue", Integer.toString(i));
        }
    }

    /** Names must ascend, and do: {@code env} and {@code instance} are before all others, and {@code source} is only before {@code status}. */
    private void add(Kind kind, String name, String instance, String job, String source, String... more) {
        List<String> all = new ArrayList<>(List.of("__name__", name, "env", "prod", "instance", instance, "job", job));
        boolean named = false;
        for (int i = 0; i < more.length; i += 2) {
            if (!named && more[i].compareTo("source") > 0) {
                all.addAll(List.of("source", source));
                named = true;
            }
            all.addAll(List.of(more[i], more[i + 1]));
        }
        if (!named) {
            all.addAll(List.of("source", source));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < all.size(); i += 2) {
            ByteArrayOutputStream label = new ByteArrayOutputStream();
            Bytes.field(label, 1, all.get(i));
            Bytes.field(label, 2, all.get(i + 1));
            Bytes.field(out, 1, label.toByteArray());
        }
        labels.add(out.toByteArray());
        kinds.add(kind);
    }

    int size() {
        return labels.size();
    }

    /** As {@code prometheus.TimeSeries} has them. */
    byte[] labels(int series) {
        return labels.get(series);
    }

    double value(int series) {
        return value[series];
    }

    /** Goes to the next step, and at first to the first. */
    void advance() {
        double increase = 0;
        for (int i = 0; i < value.length; i++) {
            switch (kinds.get(i)) {
                case COUNTER, BUCKET -> {
                    increase = (kinds.get(i) == Kind.BUCKET ? increase : 0)
                            + Math.max(0, Math.round(level[i] + Math.sqrt(level[i]) * random.nextGaussian()));
                    boolean begun = step % STEPS_PER_DAY == startedAt[i / PER_INSTANCE];
                    value[i] = (begun ? 0 : value[i]) + increase;
                }
                case GAUGE -> value[i] = Math.round((level[i] + NOISE * random.nextGaussian()) * 100) / 100.0;
                case CONSTANT -> {}
            }
        }
        step++;
    }
}
