// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql.script;

import dev.plinth.promql.model.Histogram;
import dev.plinth.promql.model.Labels;
import dev.plinth.promql.model.Stale;
import dev.plinth.promql.parser.Literals;
import dev.plinth.promql.parser.Parser;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A series with its values, as tests of rules write it: {@code up{job="api"} 1 0+2x5 _x3 stale {{count:2 sum:3}}}.
 *
 * @param items one for each interval
 */
public record SeriesNotation(Labels labels, List<Item> items) {
    private static final int LONGEST = 1_000_000;

    /**
     * What a series has at one time.
     *
     * @param omitted whether that is nothing
     * @param value counts when there is no histogram
     */
    public record Item(
            boolean omitted, double value, @Nullable Histogram histogram) {
        private static final Item NOTHING = new Item(true, 0, null);
    }

    /**
     * Reads a series with its values.
     *
     * @throws RuntimeException when it is none; the message says why
     */
    public static SeriesNotation parse(String line) {
        int end = endOfMetric(line);
        return new SeriesNotation(Parser.parseMetric(line.substring(0, end)), values(line.substring(end)));
    }

    /**
     * Reads values without their series.
     *
     * @throws IllegalArgumentException when they are none
     */
    public static List<Item> values(String text) {
        return new Values(text).all();
    }

    private static int endOfMetric(String line) {
        int at = 0;
        while (at < line.length() && line.charAt(at) != '{' && !Character.isWhitespace(line.charAt(at))) {
            at++;
        }
        int brace = at;
        while (brace < line.length() && Character.isWhitespace(line.charAt(brace))) {
            brace++;
        }
        if (brace == line.length() || line.charAt(brace) != '{' || line.startsWith("{{", brace)) {
            return at;
        }
        char quote = 0;
        for (int i = brace + 1; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quote != 0) {
                if (c == '\\' && quote != '`') {
                    i++;
                } else if (c == quote) {
                    quote = 0;
                }
            } else if (c == '"' || c == '\'' || c == '`') {
                quote = c;
            } else if (c == '}') {
                return i + 1;
            }
        }
        return line.length();
    }

    /** Values one after the other, with spaces between them. */
    private static final class Values {
        private final String text;
        private final List<Item> items = new ArrayList<>();
        private int at;

        Values(String text) {
            this.text = text;
        }

        List<Item> all() {
            skipSpaces();
            while (at < text.length()) {
                if (text.startsWith("{{", at)) {
                    histograms();
                } else {
                    numbers(word());
                }
                if (items.size() > LONGEST) {
                    throw new IllegalArgumentException("more than " + LONGEST + " values");
                }
                skipSpaces();
            }
            return items;
        }

        private void skipSpaces() {
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
        }

        private String word() {
            int begin = at;
            while (at < text.length() && !Character.isWhitespace(text.charAt(at))) {
                at++;
            }
            return text.substring(begin, at);
        }

        private void numbers(String word) {
            int times = word.indexOf('x');
            String value = times < 0 ? word : word.substring(0, times);
            long repeat = times < 0 ? 0 : count(word.substring(times + 1));
            if (value.equals("_")) {
                add(Item.NOTHING, times < 0 ? 1 : repeat);
                return;
            }
            if (value.equals("stale")) {
                add(new Item(false, Stale.MARKER, null), repeat + 1);
                return;
            }
            int step = times < 0 ? -1 : step(value);
            double number = number(step < 0 ? value : value.substring(0, step));
            double increment = step < 0 ? 0 : number(value.substring(step));
            for (long i = 0; i <= repeat; i++) {
                add(new Item(false, number, null), 1);
                number += increment;
            }
        }

        /** Where the sign of the increment is. */
        private static int step(String value) {
            for (int i = 1; i < value.length(); i++) {
                char c = value.charAt(i);
                char before = value.charAt(i - 1);
                if ((c == '+' || c == '-') && before != 'e' && before != 'E') {
                    return i;
                }
            }
            return -1;
        }

        private void add(Item item, long count) {
            if (items.size() + count > LONGEST) {
                throw new IllegalArgumentException("more than " + LONGEST + " values");
            }
            for (long i = 0; i < count; i++) {
                items.add(item);
            }
        }

        private static double number(String text) {
            try {
                return Literals.number(text);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("bad value in series: \"" + text + "\"", e);
            }
        }

        private static long count(String text) {
            try {
                return Long.parseUnsignedLong(text);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("bad repetition in series: \"" + text + "\"", e);
            }
        }

        private void histograms() {
            Histogram histogram = histogram();
            BinaryOperator<Histogram> combine = null;
            Histogram increment = histogram;
            if (at < text.length() && (text.charAt(at) == '+' || text.charAt(at) == '-')) {
                combine = text.charAt(at) == '+' ? Histogram::plus : Histogram::minus;
                at++;
                increment = histogram();
                if (histogram.schema() > increment.schema()) {
                    throw new IllegalArgumentException("error combining histograms: cannot merge from schema "
                            + increment.schema() + " to " + histogram.schema());
                }
            }
            long repeat = 0;
            if (at < text.length() && text.charAt(at) == 'x') {
                repeat = count(word().substring(1));
            }
            for (long i = 0; i <= repeat; i++) {
                add(new Item(false, 0, histogram), 1);
                histogram = combine == null ? histogram : combine.apply(histogram, increment);
            }
        }

        private Histogram histogram() {
            int end = text.indexOf("}}", at);
            if (!text.startsWith("{{", at) || end < 0) {
                throw new IllegalArgumentException("histogram expected at \"" + text.substring(at) + "\"");
            }
            String body = text.substring(at + 2, end);
            at = end + 2;
            return HistogramNotation.parse(body);
        }
    }
}
