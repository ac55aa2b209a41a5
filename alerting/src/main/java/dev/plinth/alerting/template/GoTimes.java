// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.template;

import dev.plinth.promql.model.Histogram;
import dev.plinth.promql.model.Texts;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.TextStyle;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Times, spans of time and histograms: how they are written, and what of their fields and methods templates use. */
final class GoTimes {
    /** What Go's example of a time says, and what it stands for; the longer first. */
    private static final List<Map.Entry<String, String>> LAYOUT = List.of(
            Map.entry("January", "MMMM"),
            Map.entry("Monday", "EEEE"),
            Map.entry("2006", "uuuu"),
            Map.entry("-07:00", "xxx"),
            Map.entry("Z07:00", "XXX"),
            Map.entry("-0700", "xx"),
            Map.entry("Jan", "MMM"),
            Map.entry("Mon", "EEE"),
            Map.entry("MST", "'UTC'"),
            Map.entry(".000", ".SSS"),
            Map.entry("01", "MM"),
            Map.entry("02", "dd"),
            Map.entry("03", "hh"),
            Map.entry("04", "mm"),
            Map.entry("05", "ss"),
            Map.entry("06", "uu"),
            Map.entry("15", "HH"),
            Map.entry("PM", "a"),
            Map.entry("1", "M"),
            Map.entry("2", "d"),
            Map.entry("3", "h"),
            Map.entry("4", "m"),
            Map.entry("5", "s"));

    private static final DateTimeFormatter PLAIN = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

    private GoTimes() {}

    static boolean isOne(Object value) {
        return value instanceof Instant || value instanceof Duration;
    }

    /** As {@code 2006-01-02 15:04:05.999 +0000 UTC} and {@code 1h2m3.5s}. */
    static String display(Object value) {
        if (value instanceof Instant instant) {
            ZonedDateTime time = instant.atZone(ZoneOffset.UTC);
            return PLAIN.format(time) + fraction(time.getNano()) + " +0000 UTC";
        }
        return value instanceof Duration duration ? span(duration) : value.toString();
    }

    private static String fraction(int nanos) {
        return nanos == 0 ? "" : ".%09d".formatted(nanos).replaceFirst("0+$", "");
    }

    private static String span(Duration duration) {
        if (duration.isZero()) {
            return "0s";
        }
        Duration positive = duration.abs();
        String sign = duration.isNegative() ? "-" : "";
        if (positive.compareTo(Duration.ofSeconds(1)) < 0) {
            double nanos = positive.toNanos();
            if (nanos < 1e3) {
                return sign + Texts.plain(nanos) + "ns";
            }
            return sign + (nanos < 1e6 ? Texts.plain(nanos / 1e3) + "\u00b5s" : Texts.plain(nanos / 1e6) + "ms");
        }
        StringBuilder text = new StringBuilder(sign);
        if (positive.toHours() > 0) {
            text.append(positive.toHours()).append('h');
        }
        if (positive.toMinutes() > 0) {
            text.append(positive.toMinutesPart()).append('m');
        }
        return text.append(positive.toSecondsPart())
                .append(fraction(positive.toNanosPart()))
                .append('s')
                .toString();
    }

    /** A field or what a method gives, or null when there is none of this name. */
    static @Nullable Object member(Object value, String name, List<Object> arguments) {
        return switch (value) {
            case Instant instant -> ofTime(instant.atZone(ZoneOffset.UTC), instant, name, arguments);
            case Duration duration -> ofSpan(duration, name, arguments);
            case Histogram histogram -> ofHistogram(histogram, name);
            default -> null;
        };
    }

    private static @Nullable Object ofTime(ZonedDateTime time, Instant instant, String name, List<Object> arguments) {
        if (name.equals("Format")) {
            if (arguments.size() != 1 || !(arguments.getFirst() instanceof String layout)) {
                throw new TemplateProblem("wrong arguments for Format: want one text, as \"2006-01-02 15:04\"");
            }
            return format(time, layout);
        }
        return switch (name) {
            case "Unix" -> instant.getEpochSecond();
            case "UnixMilli" -> instant.toEpochMilli();
            case "Year" -> (long) time.getYear();
            case "Month" -> time.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
            case "Day" -> (long) time.getDayOfMonth();
            case "YearDay" -> (long) time.getDayOfYear();
            case "Weekday" -> time.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
            case "Hour" -> (long) time.getHour();
            case "Minute" -> (long) time.getMinute();
            case "Second" -> (long) time.getSecond();
            case "UTC" -> instant;
            case "String" -> display(instant);
            default -> null;
        };
    }

    private static String format(ZonedDateTime time, String layout) {
        StringBuilder text = new StringBuilder();
        int at = 0;
        while (at < layout.length()) {
            int here = at;
            Map.Entry<String, String> found = LAYOUT.stream()
                    .filter(part -> layout.startsWith(part.getKey(), here))
                    .findFirst()
                    .orElse(null);
            if (found == null) {
                text.append(layout.charAt(at++));
            } else {
                text.append(DateTimeFormatter.ofPattern(found.getValue(), Locale.ENGLISH)
                        .format(time));
                at += found.getKey().length();
            }
        }
        return text.toString();
    }

    private static @Nullable Object ofSpan(Duration duration, String name, List<Object> arguments) {
        double seconds = duration.toNanos() / 1e9;
        return switch (name) {
            case "Seconds" -> seconds;
            case "Minutes" -> seconds / 60;
            case "Hours" -> seconds / 3600;
            case "Milliseconds" -> duration.toMillis();
            case "String" -> display(duration);
            case "Abs" -> duration.abs();
            case "Round", "Truncate" -> {
                if (arguments.size() != 1 || !(arguments.getFirst() instanceof Long nanos) || nanos <= 0) {
                    throw new TemplateProblem("wrong arguments for " + name + ": want nanoseconds");
                }
                long half = name.equals("Round") ? nanos / 2 : 0;
                yield Duration.ofNanos(Math.floorDiv(duration.toNanos() + half, nanos) * nanos);
            }
            default -> null;
        };
    }

    private static @Nullable Object ofHistogram(Histogram histogram, String name) {
        return switch (name) {
            case "Count" -> histogram.count();
            case "Sum" -> histogram.sum();
            case "ZeroCount" -> histogram.zeroCount();
            case "ZeroThreshold" -> histogram.zeroThreshold();
            case "Schema" -> (long) histogram.schema();
            case "String" -> histogram.toString();
            default -> null;
        };
    }
}
