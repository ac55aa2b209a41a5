// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql.parser;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.plinth.promql.model.Texts;

/** Durations as Prometheus writes them: {@code 1h30m}. */
public final class Durations {
    private static final Pattern SYNTAX = Pattern.compile(
            "(?:([0-9]+)y)?(?:([0-9]+)w)?(?:([0-9]+)d)?(?:([0-9]+)h)?" + "(?:([0-9]+)m)?(?:([0-9]+)s)?(?:([0-9]+)ms)?");
    private static final String[] UNITS = {"y", "w", "d", "h", "m", "s", "ms"};
    private static final long DAY = 24 * 60 * 60 * 1000L;
    private static final long[] MILLIS = {365 * DAY, 7 * DAY, DAY, DAY / 24, 60_000, 1000, 1};
    private static final int LAST_EXACT_UNIT = 1;
    private static final long MAX_MILLIS = Long.MAX_VALUE / 1_000_000;

    private Durations() {}

    /**
     * The milliseconds of a duration.
     *
     * @throws IllegalArgumentException when it is none, or more than 292 years
     */
    public static long parse(String text) {
        if (text.equals("0")) {
            return 0;
        }
        if (text.isEmpty()) {
            throw new IllegalArgumentException("empty duration string");
        }
        Matcher matcher = SYNTAX.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a valid duration string: " + Texts.quote(text));
        }
        long millis = 0;
        try {
            for (int i = 0; i < UNITS.length; i++) {
                String count = matcher.group(i + 1);
                if (count != null) {
                    millis = Math.addExact(millis, Math.multiplyExact(Long.parseLong(count), MILLIS[i]));
                }
            }
        } catch (ArithmeticException | NumberFormatException e) {
            throw new IllegalArgumentException("duration out of range", e);
        }
        if (millis > MAX_MILLIS) {
            throw new IllegalArgumentException("duration out of range");
        }
        return millis;
    }

    /** The shortest way to write it. Years and weeks are used only when nothing remains: 90d, not 12w6d. */
    public static String format(long millis) {
        if (millis == 0) {
            return "0s";
        }
        StringBuilder text = new StringBuilder(millis < 0 ? "-" : "");
        long rest = Math.abs(millis);
        for (int i = 0; i < UNITS.length; i++) {
            long count = rest / MILLIS[i];
            if (count > 0 && (i > LAST_EXACT_UNIT || rest % MILLIS[i] == 0)) {
                text.append(count).append(UNITS[i]);
                rest -= count * MILLIS[i];
            }
        }
        return text.toString();
    }
}
