// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql.script;

import dev.plinth.promql.model.Histogram;
import dev.plinth.promql.model.Histogram.ResetHint;
import dev.plinth.promql.model.Histogram.Span;
import dev.plinth.promql.model.Texts;
import dev.plinth.promql.parser.Literals;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Native histograms as tests write them: {@code schema:1 sum:3 count:22 buckets:[5 10 7]}. */
final class HistogramNotation {
    private static final Pattern ENTRY = Pattern.compile("\\s*([a-z_]+):(\\[[^\\]]*]|[^\\s\\[]+)");
    private static final Set<String> KEYS = Set.of(
            "schema",
            "sum",
            "count",
            "z_bucket",
            "z_bucket_w",
            "custom_values",
            "buckets",
            "offset",
            "n_buckets",
            "n_offset",
            "counter_reset_hint");

    private final Map<String, String> entries = new HashMap<>();

    private HistogramNotation(String body) {
        Matcher matcher = ENTRY.matcher(body);
        int at = 0;
        while (at < body.stripTrailing().length()) {
            matcher.region(at, body.length());
            if (!matcher.lookingAt() || !KEYS.contains(matcher.group(1))) {
                throw new IllegalArgumentException("bad histogram descriptor found: \"" + body.substring(at) + "\"");
            }
            if (entries.put(matcher.group(1), matcher.group(2)) != null) {
                throw new IllegalArgumentException("duplicate key \"" + matcher.group(1) + "\" in histogram");
            }
            at = matcher.end();
        }
    }

    /** @param body what is between the braces */
    static Histogram parse(String body) {
        return new HistogramNotation(body).histogram();
    }

    private Histogram histogram() {
        int schema = (int) number("schema");
        double[] buckets = list("buckets");
        List<Span> spans = spans(buckets, (int) number("offset"));
        if (schema == Histogram.CUSTOM_BUCKETS) {
            return Histogram.custom(hint(), number("count"), number("sum"), list("custom_values"), spans, buckets);
        }
        double[] negative = list("n_buckets");
        return Histogram.exponential(
                hint(),
                schema,
                number("z_bucket_w"),
                number("z_bucket"),
                number("count"),
                number("sum"),
                spans,
                buckets,
                spans(negative, (int) number("n_offset")),
                negative);
    }

    private static List<Span> spans(double[] buckets, int offset) {
        return buckets.length == 0 ? List.of() : List.of(new Span(offset, buckets.length));
    }

    private double number(String key) {
        String text = entries.get(key);
        return text == null ? 0 : Literals.number(text);
    }

    private double[] list(String key) {
        String text = entries.getOrDefault(key, "[]");
        String inside = text.substring(1, text.length() - 1).strip();
        return inside.isEmpty()
                ? new double[0]
                : Arrays.stream(inside.split("\\s+"))
                        .mapToDouble(Literals::number)
                        .toArray();
    }

    private ResetHint hint() {
        String text = entries.getOrDefault("counter_reset_hint", "unknown");
        return switch (text) {
            case "unknown" -> ResetHint.UNKNOWN;
            case "reset" -> ResetHint.RESET;
            case "not_reset" -> ResetHint.NOT_RESET;
            case "gauge" -> ResetHint.GAUGE;
            default ->
                throw new IllegalArgumentException(
                        "counter_reset_hint: " + text + " (expected: unknown, reset, not_reset or gauge)");
        };
    }

    /** The notation of a histogram, with its braces. */
    static String format(Histogram histogram) {
        StringBuilder text = new StringBuilder();
        Histogram compact = histogram.compact();
        append(text, "schema", compact.schema());
        append(text, "count", compact.count());
        append(text, "sum", compact.sum());
        append(text, "z_bucket", compact.zeroCount());
        append(text, "z_bucket_w", compact.zeroThreshold());
        if (compact.isCustom()) {
            append(text, "custom_values", list(compact.bounds()));
        }
        if (compact.hint() != ResetHint.UNKNOWN) {
            append(text, "counter_reset_hint", hint(compact.hint()));
        }
        append(text, "", compact.positiveSpans(), compact.positiveCounts());
        append(text, "n_", compact.negativeSpans(), compact.negativeCounts());
        return "{{" + text + "}}";
    }

    private static String hint(ResetHint hint) {
        return switch (hint) {
            case UNKNOWN -> "unknown";
            case RESET -> "reset";
            case NOT_RESET -> "not_reset";
            case GAUGE -> "gauge";
        };
    }

    private static void append(StringBuilder text, String key, double value) {
        if (value != 0) {
            append(text, key, Texts.general(value));
        }
    }

    private static void append(StringBuilder text, String key, @Nullable String value) {
        if (value != null) {
            text.append(text.isEmpty() ? "" : " ").append(key).append(':').append(value);
        }
    }

    private static void append(StringBuilder text, String prefix, List<Span> spans, double[] counts) {
        if (spans.isEmpty()) {
            return;
        }
        int length = spans.stream().skip(1).mapToInt(Span::offset).sum() + counts.length;
        double[] all = new double[length];
        int from = 0;
        int to = 0;
        for (Span span : spans) {
            to += from == 0 ? 0 : span.offset();
            System.arraycopy(counts, from, all, to, span.length());
            from += span.length();
            to += span.length();
        }
        append(text, prefix + "offset", spans.getFirst().offset());
        append(text, prefix + "buckets", list(all));
    }

    private static String list(double[] values) {
        return Arrays.stream(values).mapToObj(Texts::general).collect(Collectors.joining(" ", "[", "]"));
    }
}
