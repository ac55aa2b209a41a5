// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.dashboard;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where {@code $name} and {@code ${name}} stand in a text. {@code $1} and <code>${1}</code> are none: they are parts of a match. */
record Placeholders(String text, List<Placeholder> all) {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$(?:\\{([^{}]*)}|([A-Za-z_][A-Za-z0-9_]*))");
    private static final Pattern DIGITS = Pattern.compile("[0-9]+");

    /** One of them, from one character to before another. */
    record Placeholder(String name, int start, int end) {}

    static Placeholders of(String text) {
        List<Placeholder> all = new ArrayList<>();
        Matcher matcher = PLACEHOLDER.matcher(text);
        while (matcher.find()) {
            String name = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
            if (!DIGITS.matcher(name).matches()) {
                all.add(new Placeholder(name, matcher.start(), matcher.end()));
            }
        }
        return new Placeholders(text, all);
    }

    /** The text with values in the place of names. */
    String filled(Function<String, String> value) {
        StringBuilder filled = new StringBuilder(text.length());
        int done = 0;
        for (Placeholder each : all) {
            filled.append(text, done, each.start()).append(value.apply(each.name()));
            done = each.end();
        }
        return filled.append(text, done, text.length()).toString();
    }

    /** Where in this text something is that is at this place of the filled one; for what is in a value, where its name begins. */
    int placeOf(int filledPlace, Function<String, String> value) {
        int shift = 0;
        for (Placeholder each : all) {
            int start = each.start() + shift;
            int length = value.apply(each.name()).length();
            if (filledPlace < start) {
                break;
            }
            if (filledPlace < start + length) {
                return each.start();
            }
            shift += length - (each.end() - each.start());
        }
        return filledPlace - shift;
    }
}
