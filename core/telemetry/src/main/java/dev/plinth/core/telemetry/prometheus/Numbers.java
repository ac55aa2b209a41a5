// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.prometheus;

import dev.plinth.promql.model.Texts;

/** How numbers and times are written in answers. */
final class Numbers {
    private static final double SMALLEST_PLAIN = 1e-6;
    private static final double LARGEST_PLAIN = 1e21;

    private Numbers() {}

    /** The shortest text that reads back as this number; with an exponent when it is very large or small. */
    static String value(double number) {
        double size = Math.abs(number);
        if (size >= 1e-3 && size < 1e7 && number != Math.rint(number)) {
            return Double.toString(number); // is the same there, and quick
        }
        return size != 0 && (size < SMALLEST_PLAIN || size >= LARGEST_PLAIN)
                ? Texts.general(number)
                : Texts.plain(number);
    }

    /** Seconds with as many decimals as are needed, three at most. */
    static String time(long millis) {
        long size = Math.abs(millis);
        long fraction = size % 1000;
        String seconds = (millis < 0 ? "-" : "") + size / 1000;
        if (fraction == 0) {
            return seconds;
        }
        return seconds + (fraction < 10 ? ".00" : fraction < 100 ? ".0" : ".") + fraction;
    }
}
