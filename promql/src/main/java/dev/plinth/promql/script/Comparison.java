// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql.script;

import dev.plinth.promql.Annotation;
import dev.plinth.promql.QueryResult;
import dev.plinth.promql.QueryResult.Matrix;
import dev.plinth.promql.QueryResult.Row;
import dev.plinth.promql.QueryResult.Sample;
import dev.plinth.promql.QueryResult.Scalar;
import dev.plinth.promql.QueryResult.Text;
import dev.plinth.promql.QueryResult.Vector;
import dev.plinth.promql.Samples;
import dev.plinth.promql.model.Almost;
import dev.plinth.promql.model.Histogram;
import dev.plinth.promql.model.Labels;
import dev.plinth.promql.model.Stale;
import dev.plinth.promql.model.Texts;
import dev.plinth.promql.script.Command.Expectation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds what is not as it was expected. Numbers may differ by a millionth. */
final class Comparison {
    private static final double TOLERANCE = 1e-6;

    private final Command.Expected expected;
    private final Map<Labels, Integer> places = new HashMap<>();

    Comparison(Command.Expected expected) {
        this.expected = expected;
        for (int i = 0; i < expected.series().size(); i++) {
            places.put(expected.series().get(i).labels(), i);
        }
    }

    /** What is wrong with the annotations, or null. */
    @Nullable
    String annotations(QueryResult result) {
        String warnings =
                annotations(result, Annotation.Level.WARNING, Expectation.Kind.WARN, Expectation.Kind.NO_WARN, "warn");
        return warnings != null
                ? warnings
                : annotations(result, Annotation.Level.INFO, Expectation.Kind.INFO, Expectation.Kind.NO_INFO, "info");
    }

    private @Nullable String annotations(
            QueryResult result, Annotation.Level level, Expectation.Kind some, Expectation.Kind none, String name) {
        List<String> texts = result.annotations().stream()
                .filter(annotation -> annotation.level() == level)
                .map(Annotation::text)
                .toList();
        List<Expectation> wanted = expected.of(some);
        if (expected.has(none) && !texts.isEmpty()) {
            return "unexpected " + name + " annotations: " + texts;
        }
        for (Expectation expectation : wanted) {
            if (texts.stream().noneMatch(expectation::matches)) {
                return "expected " + name + " annotation \"" + expectation.wanted() + "\", found: " + texts;
            }
        }
        for (String text : texts) {
            if (!wanted.isEmpty() && wanted.stream().noneMatch(expectation -> expectation.matches(text))) {
                return "unexpected " + name + " annotation: " + text;
            }
        }
        return null;
    }

    /** What is wrong with the value, or null. */
    @Nullable
    String value(QueryResult.Value value, Command.Evaluate evaluate) {
        return switch (value) {
            case Scalar scalar -> scalar(scalar);
            case Text text -> text(text);
            case Vector vector -> vector(vector);
            case Matrix matrix -> matrix(matrix, evaluate);
        };
    }

    private @Nullable String scalar(Scalar scalar) {
        Double number = expected.scalar();
        if (number == null) {
            return "expected no scalar, but got " + Texts.plain(scalar.value());
        }
        return isAlmost(number, scalar.value())
                ? null
                : "expected scalar " + Texts.plain(number) + " but got " + Texts.plain(scalar.value());
    }

    private @Nullable String text(Text text) {
        return text.value().equals(expected.text())
                ? null
                : "expected string " + expected.text() + " but got " + text.value();
    }

    private @Nullable String vector(Vector vector) {
        if (expected.scalar() != null || expected.text() != null) {
            return "expected scalar or string, but got vector " + vector;
        }
        if (expected.times() != null) {
            return "expected range vector, but got an instant one";
        }
        List<Labels> seen = new ArrayList<>();
        for (Sample sample : vector.samples()) {
            Integer place = places.get(sample.labels());
            String actual = show(sample.value(), sample.histogram());
            if (place == null) {
                return "unexpected metric " + sample.labels() + " in result, has value " + actual;
            }
            if (expected.isOrdered() && place != seen.size()) {
                return "expected metric " + sample.labels() + " at position " + (place + 1) + " but was at "
                        + (seen.size() + 1);
            }
            List<SeriesNotation.Item> items = expected.series().get(place).items();
            if (items.size() != 1) {
                return "expecting multiple values in instant evaluation not allowed";
            }
            SeriesNotation.Item item = items.getFirst();
            if (!isAlmost(item, sample.value(), sample.histogram())) {
                return "expected " + show(item.value(), item.histogram()) + " for " + sample.labels() + " but got "
                        + actual;
            }
            seen.add(sample.labels());
        }
        return missing(seen);
    }

    private @Nullable String missing(List<Labels> seen) {
        for (Labels labels : places.keySet()) {
            if (!seen.contains(labels)) {
                return "expected metric " + labels + " not found";
            }
        }
        return null;
    }

    private @Nullable String matrix(Matrix matrix, Command.Evaluate evaluate) {
        if (expected.isOrdered()) {
            return "expected ordered result, but query returned a matrix";
        }
        Command.Times times = expected.times();
        if (times == null && !evaluate.isRange()) {
            return "expected no range vector, but got one";
        }
        Command.Times at = times != null ? times : new Command.Times(evaluate.start(), evaluate.end(), evaluate.step());
        List<Labels> seen = new ArrayList<>();
        for (Row row : matrix.rows()) {
            Integer place = places.get(row.labels());
            if (place == null) {
                return "unexpected metric " + row.labels() + " in result, has " + show(row.samples());
            }
            String difference = difference(expected.series().get(place).items(), row.samples(), at);
            if (difference != null) {
                return difference + " for " + row.labels() + " (result has " + show(row.samples()) + ")";
            }
            seen.add(row.labels());
        }
        return missing(seen);
    }

    private static @Nullable String difference(List<SeriesNotation.Item> items, Samples actual, Command.Times times) {
        int next = 0;
        long time = times.start();
        for (SeriesNotation.Item item : items) {
            if (time > times.end()) {
                return "expected " + items.size() + " points, more than the time range can have";
            }
            if (!item.omitted()) {
                if (next == actual.size() || actual.times()[next] != time) {
                    return "expected a value at " + time;
                }
                Histogram histogram = histogram(actual, next);
                if (!isAlmost(item, actual.values()[next], histogram)) {
                    return "expected " + show(item.value(), item.histogram()) + " at " + time + " but got "
                            + show(actual.values()[next], histogram);
                }
                next++;
            }
            time += times.step();
        }
        return next == actual.size() ? null : "unexpected value at " + actual.times()[next];
    }

    private static @Nullable Histogram histogram(Samples samples, int index) {
        @Nullable Histogram[] histograms = samples.histograms();
        return histograms == null ? null : histograms[index];
    }

    private static String show(Samples samples) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < samples.size(); i++) {
            text.append(show(samples.values()[i], histogram(samples, i)))
                    .append(" @[")
                    .append(samples.times()[i])
                    .append("] ");
        }
        return text.toString().strip();
    }

    private static String show(double value, @Nullable Histogram histogram) {
        return histogram == null ? Texts.plain(value) : HistogramNotation.format(histogram);
    }

    private static boolean isAlmost(SeriesNotation.Item item, double value, @Nullable Histogram histogram) {
        Histogram wanted = item.histogram();
        if (wanted == null || histogram == null) {
            return wanted == null && histogram == null && isAlmost(item.value(), value);
        }
        return isAlmost(wanted.compact(), histogram.compact());
    }

    private static boolean isAlmost(Histogram a, Histogram b) {
        return a.schema() == b.schema()
                && isAlmost(a.count(), b.count())
                && isAlmost(a.sum(), b.sum())
                && isAlmost(a.zeroCount(), b.zeroCount())
                && a.zeroThreshold() == b.zeroThreshold()
                && Arrays.equals(a.bounds(), b.bounds())
                && a.positiveSpans().equals(b.positiveSpans())
                && a.negativeSpans().equals(b.negativeSpans())
                && isAlmost(a.positiveCounts(), b.positiveCounts())
                && isAlmost(a.negativeCounts(), b.negativeCounts());
    }

    private static boolean isAlmost(double[] a, double[] b) {
        for (int i = 0; i < a.length; i++) {
            if (!isAlmost(a[i], b[i])) {
                return false;
            }
        }
        return true;
    }

    private static boolean isAlmost(double a, double b) {
        if (Stale.is(a) || Stale.is(b)) {
            return Stale.is(a) && Stale.is(b);
        }
        return Almost.equal(a, b, TOLERANCE);
    }
}
