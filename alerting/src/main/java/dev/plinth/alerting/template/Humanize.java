// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.template;

import java.time.Instant;
import java.util.List;

/** Numbers as people read them, with four digits. */
final class Humanize {
    private static final List<String> LARGE = List.of("k", "M", "G", "T", "P", "E", "Z", "Y");
    private static final List<String> SMALL = List.of("m", "u", "n", "p", "f", "a", "z", "y");
    private static final List<String> BINARY = List.of("ki", "Mi", "Gi", "Ti", "Pi", "Ei", "Zi", "Yi");

    private Humanize() {}

    private static String digits(double number) {
        return GoNumbers.general(number, 4);
    }

    private static boolean isFinite(double number) {
        return !Double.isNaN(number) && !Double.isInfinite(number);
    }

    /** As {@code 1.234k}. */
    static String decimal(double number) {
        if (number == 0 || !isFinite(number)) {
            return digits(number);
        }
        return Math.abs(number) >= 1 ? large(number, 1000, LARGE) : small(number);
    }

    /** As {@code 1.234Mi}. */
    static String binary(double number) {
        return Math.abs(number) <= 1 || !isFinite(number) ? digits(number) : large(number, 1024, BINARY);
    }

    private static String large(double number, int base, List<String> prefixes) {
        double rest = number;
        String prefix = "";
        for (String next : prefixes) {
            if (Math.abs(rest) < base) {
                break;
            }
            prefix = next;
            rest /= base;
        }
        return digits(rest) + prefix;
    }

    private static String small(double number) {
        double rest = number;
        String prefix = "";
        for (String next : SMALL) {
            if (Math.abs(rest) >= 1) {
                break;
            }
            prefix = next;
            rest *= 1000;
        }
        return digits(rest) + prefix;
    }

    /** As {@code 1d 2h 3m 4s}, of seconds. */
    static String duration(double seconds) {
        if (!isFinite(seconds)) {
            return digits(seconds);
        }
        if (seconds == 0) {
            return digits(seconds) + "s";
        }
        if (Math.abs(seconds) < 1) {
            return small(seconds) + "s";
        }
        String sign = seconds < 0 ? "-" : "";
        long whole = (long) Math.abs(seconds);
        long days = whole / 86_400;
        long hours = whole / 3600 % 24;
        long minutes = whole / 60 % 60;
        String rest = whole % 60 + "s";
        if (days != 0) {
            return sign + days + "d " + hours + "h " + minutes + "m " + rest;
        }
        if (hours != 0) {
            return sign + hours + "h " + minutes + "m " + rest;
        }
        return sign + (minutes != 0 ? minutes + "m " + rest : digits(Math.abs(seconds)) + "s");
    }

    static String percentage(double ratio) {
        return digits(ratio * 100) + "%";
    }

    /** A time of seconds since 1970, with milliseconds. */
    static Instant time(double seconds) {
        if (!isFinite(seconds)) {
            throw new TemplateProblem("value is NaN or Inf");
        }
        double nanos = seconds * 1e9;
        if (Math.abs(nanos) > Long.MAX_VALUE) {
            throw new TemplateProblem(GoFormat.display(seconds)
                    + " cannot be represented as a nanoseconds timestamp since it overflows int64");
        }
        return Instant.ofEpochMilli((long) nanos / 1_000_000);
    }

    static String timestamp(double seconds) {
        return isFinite(seconds) ? GoTimes.display(time(seconds)) : digits(seconds);
    }
}
