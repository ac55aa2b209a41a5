// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.prometheus;

import dev.plinth.promql.model.Matcher;
import dev.plinth.promql.model.Texts;
import dev.plinth.promql.parser.Durations;
import dev.plinth.promql.parser.Literals;
import dev.plinth.promql.parser.ParseException;
import dev.plinth.promql.parser.Parser;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The parameters of a request, from its URL or its form, as Prometheus understands them. Times are in milliseconds since 1970. */
final class Parameters {
    /** Times before and after are taken as these: the years 1 and 9999, which all that keeps times can say. */
    static final long EARLIEST = -62_135_596_800_000L;

    static final long LATEST = 253_402_300_799_999L;

    /** What clients of Prometheus send for its own first and last time. */
    private static final String FIRST_TIME = "-292273086-05-16T16:47:06Z";

    private static final String LAST_TIME = "292277025-08-18T07:12:54.999999999Z";

    private final HttpServletRequest request;

    Parameters(HttpServletRequest request) {
        this.request = request;
    }

    /** The text, empty when there is none. */
    String text(String name) {
        String value = request.getParameter(name);
        return value == null ? "" : value;
    }

    List<String> all(String name) {
        String[] values = request.getParameterValues(name);
        return values == null ? List.of() : List.of(values);
    }

    boolean has(String name) {
        return !text(name).isEmpty();
    }

    long time(String name) {
        try {
            return parseTime(text(name));
        } catch (IllegalArgumentException e) {
            throw ApiException.invalid(name, e.getMessage());
        }
    }

    long time(String name, long otherwise) {
        if (!has(name)) {
            return otherwise;
        }
        try {
            return parseTime(text(name));
        } catch (IllegalArgumentException e) {
            throw ApiException.invalid(name, "invalid time value for '" + name + "': " + e.getMessage());
        }
    }

    /** A duration in milliseconds; what is shorter than one counts as none. */
    long duration(String name) {
        try {
            return parseDuration(text(name));
        } catch (IllegalArgumentException e) {
            throw ApiException.invalid(name, e.getMessage());
        }
    }

    /** The time that the caller would wait, but no longer than ours. */
    Duration timeout(Duration limit) {
        if (!has("timeout")) {
            return limit;
        }
        Duration asked = Duration.ofMillis(duration("timeout"));
        return asked.compareTo(limit) < 0 ? asked : limit;
    }

    @Nullable
    Duration lookback() {
        if (!has("lookback_delta")) {
            return null;
        }
        try {
            long millis = parseDuration(text("lookback_delta"));
            return millis == 0 ? null : Duration.ofMillis(millis);
        } catch (IllegalArgumentException e) {
            throw ApiException.badData("error parsing lookback delta duration: " + e.getMessage());
        }
    }

    /** How many there may be; as many as there are when nothing is said. */
    int limit() {
        if (!has("limit")) {
            return Integer.MAX_VALUE;
        }
        int limit;
        try {
            limit = Integer.parseInt(text("limit"));
        } catch (NumberFormatException e) {
            throw ApiException.invalid(
                    "limit", "strconv.Atoi: parsing " + Texts.quote(text("limit")) + ": invalid syntax");
        }
        if (limit < 0) {
            throw ApiException.invalid("limit", "limit must be non-negative");
        }
        return limit == 0 ? Integer.MAX_VALUE : limit;
    }

    /** Like {@link #limit()}, where 0 means none at all and a negative number all. */
    int count(String name) {
        if (!has(name)) {
            return Integer.MAX_VALUE;
        }
        try {
            int count = Integer.parseInt(text(name));
            return count < 0 ? Integer.MAX_VALUE : count;
        } catch (NumberFormatException e) {
            throw ApiException.badData(name + " must be a number");
        }
    }

    /** The selectors of {@code match[]}, each of which says something. */
    List<List<Matcher>> matchers() {
        List<List<Matcher>> selectors = new ArrayList<>();
        for (String selector : all("match[]")) {
            List<Matcher> matchers;
            try {
                matchers = Parser.parseSelector(selector);
            } catch (ParseException e) {
                throw ApiException.invalid("match[]", e.getMessage());
            }
            if (matchers.stream().allMatch(matcher -> matcher.matches(""))) {
                throw ApiException.invalid("match[]", "match[] must contain at least one non-empty matcher");
            }
            selectors.add(matchers);
        }
        return selectors;
    }

    static long parseTime(String text) {
        double seconds = number(text);
        if (!Double.isNaN(seconds)) {
            return clamp(Math.round(seconds * 1000));
        }
        if (text.equals(FIRST_TIME)) {
            return EARLIEST;
        }
        if (text.equals(LAST_TIME)) {
            return LATEST;
        }
        try {
            return clamp(OffsetDateTime.parse(text).toInstant().toEpochMilli());
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("cannot parse " + Texts.quote(text) + " to a valid timestamp", e);
        }
    }

    private static long clamp(long millis) {
        return Math.clamp(millis, EARLIEST, LATEST);
    }

    static long parseDuration(String text) {
        double seconds = number(text);
        if (!Double.isNaN(seconds)) {
            if (Math.abs(seconds) > Long.MAX_VALUE / 1e9) {
                throw new IllegalArgumentException(
                        "cannot parse " + Texts.quote(text) + " to a valid duration. It overflows int64");
            }
            return (long) (seconds * 1000);
        }
        try {
            return Durations.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("cannot parse " + Texts.quote(text) + " to a valid duration", e);
        }
    }

    /** Not a number when it is none. */
    private static double number(String text) {
        try {
            return Literals.number(text);
        } catch (IllegalArgumentException e) {
            return Double.NaN;
        }
    }
}
