// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.scrape;

import dev.plinth.promql.model.Texts;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Numbers as the text formats write them: decimal, or {@code Inf} and {@code NaN}. */
final class Numerals {
    private static final Pattern DECIMAL = Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d+)?");

    private Numerals() {}

    /** Null when it is none. */
    static @Nullable Double parse(String text) {
        if (DECIMAL.matcher(text).matches()) {
            double number = Double.parseDouble(text);
            return Double.isInfinite(number) ? null : number;
        }
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "nan" -> Double.NaN;
            case "inf", "+inf", "infinity", "+infinity" -> Double.POSITIVE_INFINITY;
            case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
            default -> null;
        };
    }

    /** The one way of writing the bound of a bucket or a quantile, so that it does not make two series: {@code 1} is {@code 1.0}. */
    static String canonical(String text) {
        Double number = parse(text);
        if (number == null) {
            return text;
        }
        String shortest = Texts.general(number);
        boolean whole = Double.isFinite(number) && shortest.indexOf('.') < 0 && shortest.indexOf('e') < 0;
        return whole ? shortest + ".0" : shortest;
    }
}
