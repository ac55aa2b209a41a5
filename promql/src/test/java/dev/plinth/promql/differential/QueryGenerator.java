// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql.differential;

import java.util.List;
import java.util.Random;

/** Makes queries of what PromQL had in the version of Prometheus that is compared with, and that means the same in both. */
final class QueryGenerator {
    private static final List<String> GAUGES = List.of("memory", "queue", "balance");
    private static final List<String> RANGES = List.of("45s", "1m", "2m", "5m", "20m", "1h");
    private static final List<String> LABELS = List.of("instance", "job", "code", "team", "nothing");
    private static final List<String> MATH = List.of(
            "abs", "ceil", "floor", "sgn", "atan", "deg", "rad", "sqrt", "ln", "log2", "log10", "tanh", "asinh",
            "round");
    private static final List<String> DATES =
            List.of("days_in_month", "day_of_month", "day_of_week", "day_of_year", "hour", "minute", "month", "year");
    private static final List<String> OF_RANGE = List.of(
            "avg_over_time",
            "min_over_time",
            "max_over_time",
            "sum_over_time",
            "count_over_time",
            "stddev_over_time",
            "stdvar_over_time",
            "last_over_time",
            "present_over_time",
            "delta",
            "idelta",
            "deriv",
            "changes",
            "resets");
    private static final List<String> OF_COUNTER = List.of("rate", "increase", "irate", "resets", "changes");
    private static final List<String> AGGREGATIONS =
            List.of("sum", "avg", "min", "max", "count", "group", "stddev", "stdvar");
    private static final List<String> ARITHMETIC = List.of("+", "-", "*", "/", "%", "^");
    private static final List<String> COMPARISONS = List.of("==", "!=", ">", "<", ">=", "<=");
    private static final List<String> SETS = List.of("and", "or", "unless");

    private final Random random;

    QueryGenerator(long seed) {
        this.random = new Random(seed);
    }

    String next() {
        return random.nextInt(20) == 0 ? scalar(2) : vector(3);
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private String matchers(boolean code) {
        StringBuilder matchers = new StringBuilder();
        if (random.nextInt(3) == 0) {
            matchers.append(any(List.of(
                    "instance=\"a:1\"",
                    "instance!=\"a:1\"",
                    "instance=~\"a.*\"",
                    "instance!~\".:2\"",
                    "instance=~\"b\"")));
        }
        if (random.nextInt(4) == 0) {
            matchers.append(matchers.isEmpty() ? "" : ",")
                    .append(any(List.of("job=\"api\"", "job=~\"api|web\"", "other=\"\"")));
        }
        if (code && random.nextInt(2) == 0) {
            matchers.append(matchers.isEmpty() ? "" : ",").append(any(List.of("code=\"200\"", "code=~\"[45]..\"")));
        }
        return matchers.isEmpty() ? "" : "{" + matchers + "}";
    }

    private String timing() {
        return switch (random.nextInt(12)) {
            case 0 -> " offset " + any(List.of("1m", "17s", "-3m", "1h"));
            case 1 -> " @ " + (Data.START / 1000 + random.nextInt(14_000)) + ".3";
            case 2 -> any(List.of(" @ start()", " @ end()"));
            default -> "";
        };
    }

    private String gauge() {
        return any(GAUGES) + matchers(false);
    }

    private String counter() {
        return "requests_total" + matchers(true);
    }

    private String vector(int depth) {
        if (depth == 0) {
            return any(List.of(gauge(), gauge(), counter())) + timing();
        }
        return switch (random.nextInt(17)) {
            case 0, 1 -> ranged(depth);
            case 2 -> any(MATH) + "(" + vector(depth - 1) + ")";
            case 3 -> any(DATES) + "(" + (random.nextInt(3) == 0 ? "" : "clock" + timing()) + ")";
            case 4, 5 -> aggregation(depth);
            case 6 -> withScalar(depth);
            case 7, 8 -> withVector(depth);
            case 9 -> quantile();
            case 10 -> clamped(depth);
            case 11 -> labelled(depth);
            case 15 -> any(List.of("sin", "cos", "tan")) + "(" + any(GAUGES) + matchers(false) + ")";
            case 12 -> any(List.of("timestamp(", "-(", "sort(", "sort_desc(", "(")) + vector(depth - 1) + ")";
            case 13 -> any(List.of("absent(", "absent(")) + any(List.of(gauge(), "gone{a=\"b\"}", "sum(gone)")) + ")";
            case 14 -> selection();
            default -> "vector(" + scalar(depth - 1) + ")";
        };
    }

    private String range(String selector, int depth) {
        if (depth > 1 && random.nextInt(4) == 0) {
            return "(" + vector(depth - 2) + ")[" + any(RANGES) + ":" + any(List.of("", "30s", "1m", "17s")) + "]";
        }
        return selector + "[" + any(RANGES) + "]" + timing();
    }

    private String ranged(int depth) {
        return switch (random.nextInt(8)) {
            case 0, 1, 2 -> any(OF_COUNTER) + "(" + range(counter(), 0) + ")";
            case 3 ->
                "quantile_over_time(" + any(List.of("0", "0.25", "0.5", "0.99", "1", "2")) + ", "
                        + range(gauge(), depth) + ")";
            case 4 -> "predict_linear(" + range(gauge(), depth) + ", " + any(List.of("60", "3600", "-10")) + ")";
            case 5 -> any(List.of("absent_over_time", "present_over_time")) + "(" + range(gauge(), depth) + ")";
            default -> any(OF_RANGE) + "(" + range(gauge(), depth) + ")";
        };
    }

    private String aggregation(int depth) {
        String by = switch (random.nextInt(3)) {
            case 0 -> "";
            case 1 -> " by (" + any(LABELS) + ", " + any(LABELS) + ")";
            default -> " without (" + any(LABELS) + ")";
        };
        return switch (random.nextInt(6)) {
            case 0 ->
                "quantile" + by + "(" + any(List.of("0.5", "0.9", "0", "1", "-1")) + ", " + vector(depth - 1) + ")";
            case 1 -> "count_values" + by + "(\"value\", round(" + gauge() + timing() + ", 10))";
            default -> any(AGGREGATIONS) + by + "(" + vector(depth - 1) + ")";
        };
    }

    private String withScalar(int depth) {
        String vector = "(" + vector(depth - 1) + ")";
        String scalar = "(" + scalar(depth - 1) + ")";
        boolean first = random.nextBoolean();
        String operator =
                random.nextBoolean() ? any(ARITHMETIC) : any(COMPARISONS) + (random.nextBoolean() ? " bool" : "");
        return first ? scalar + " " + operator + " " + vector : vector + " " + operator + " " + scalar;
    }

    private String withVector(int depth) {
        return switch (random.nextInt(7)) {
            case 0 -> gauge() + timing() + " " + any(ARITHMETIC) + " ignoring (nothing) " + gauge() + timing();
            case 1 ->
                gauge() + timing() + " " + any(COMPARISONS) + any(List.of("", " bool")) + " on (instance, job) "
                        + gauge() + timing();
            case 2 -> counter() + " " + any(ARITHMETIC) + " on (instance, job) group_left () " + gauge();
            case 3 -> gauge() + " * on (instance) group_left (team) owner" + timing();
            case 4 -> "owner" + timing() + " " + any(COMPARISONS) + " on (instance) group_right (team) " + gauge();
            case 5 ->
                "rate(" + counter() + "[5m]) / ignoring (code) group_left () sum without (code) (rate(" + counter()
                        + "[5m]))";
            default ->
                "(" + vector(depth - 1) + ") " + any(SETS)
                        + any(List.of(" ", " on (instance) ", " ignoring (job, code) ")) + "(" + vector(depth - 1)
                        + ")";
        };
    }

    private String quantile() {
        String by = any(List.of("sum by (le) ", "sum by (le, instance) ", ""));
        return "histogram_quantile(" + any(List.of("0.1", "0.5", "0.9", "0.99", "1.5", "0")) + ", " + by
                + "(rate(latency_bucket" + matchers(false) + "[" + any(RANGES) + "]" + timing() + ")))";
    }

    private String clamped(int depth) {
        return switch (random.nextInt(4)) {
            case 0 -> "clamp(" + vector(depth - 1) + ", 10, " + scalar(depth - 1) + ")";
            case 1 -> "clamp_min(" + vector(depth - 1) + ", " + scalar(depth - 1) + ")";
            case 2 -> "clamp_max(" + vector(depth - 1) + ", " + scalar(depth - 1) + ")";
            default -> "round(" + vector(depth - 1) + ", " + any(List.of("5", "0.1", "100")) + ")";
        };
    }

    private String labelled(int depth) {
        return random.nextBoolean()
                ? "label_replace(" + vector(depth - 1) + ", \"" + any(List.of("host", "job", "__name__")) + "\", \""
                        + any(List.of("$1", "${2}x", "", "y")) + "\", \"instance\", \"(.*):(.*)\")"
                : "label_join(" + vector(depth - 1) + ", \"all\", \"-\", \"instance\", \"job\")";
    }

    /** Of values of which no two are the same. */
    private String selection() {
        return any(List.of("topk", "bottomk")) + any(List.of("", " by (job)", " without (instance)")) + "("
                + any(List.of("0", "1", "3", "100")) + ", " + gauge() + timing() + ")";
    }

    private String scalar(int depth) {
        if (depth == 0) {
            return any(List.of("1", "0.5", "-3", "100", "time()", "pi()", "1e3"));
        }
        return switch (random.nextInt(4)) {
            case 0 -> "scalar(" + vector(depth - 1) + ")";
            case 1 -> scalar(depth - 1) + " " + any(List.of("+", "-", "*", "/", "%")) + " " + scalar(depth - 1);
            case 2 -> "(" + scalar(depth - 1) + " " + any(COMPARISONS) + " bool " + scalar(depth - 1) + ")";
            default -> "-" + scalar(0);
        };
    }
}
