// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.query;

import dev.plinth.core.kernel.problem.ErrorCode;
import dev.plinth.core.kernel.problem.ProblemException;
import dev.plinth.core.kernel.problem.Violation;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks what was asked, and says what is wrong with it. */
final class Asked {
    static final List<String> SEVERITIES = List.of("trace", "debug", "info", "warn", "error", "fatal");
    private static final Pattern TRACE_ID = Pattern.compile("[0-9a-f]{32}");
    private static final Pattern SPAN_ID = Pattern.compile("[0-9a-f]{16}");
    private static final Pattern TAG = Pattern.compile("[^=]{1,512}=.{0,512}", Pattern.DOTALL);
    private static final Pattern CURSOR = Pattern.compile("(-?\\d{1,19}) (\\S{1,200})");
    private static final int MAX_QUERY = 1_000;

    private Asked() {}

    static ProblemException wrong(String field, @Nullable Object offending, String expected) {
        return new ProblemException(
                ErrorCode.REQUEST_INVALID,
                "A parameter is not right.",
                List.of(new Violation(field, offending == null ? null : offending.toString(), expected)));
    }

    static int within(String field, int value, int min, int max) {
        if (value < min || value > max) {
            throw wrong(field, value, "%d to %d".formatted(min, max));
        }
        return value;
    }

    static String traceId(String field, String id) {
        return id(field, id, TRACE_ID, "32 hexadecimal digits");
    }

    static String spanId(String field, String id) {
        return id(field, id, SPAN_ID, "16 hexadecimal digits");
    }

    private static String id(String field, String id, Pattern pattern, String expected) {
        String lower = id.toLowerCase(Locale.ROOT);
        if (!pattern.matcher(lower).matches()) {
            throw wrong(field, id, expected);
        }
        return lower;
    }

    static List<String> tags(List<String> tags) {
        within("tag", tags.size(), 0, 20);
        tags.stream().filter(tag -> !TAG.matcher(tag).matches()).findFirst().ifPresent(tag -> {
            throw wrong("tag", tag, "key=value, as in http.request.method=GET");
        });
        return tags;
    }

    static List<String> names(String field, List<String> names) {
        within(field, names.size(), 0, 50);
        return names;
    }

    static String query(String text) {
        if (text.length() > MAX_QUERY) {
            throw wrong("query", text.length() + " characters", "at most " + MAX_QUERY);
        }
        return text;
    }

    /** The lowest number of the severity, as OpenTelemetry counts: four to each. */
    static int severityNumber(String severity) {
        int index = SEVERITIES.indexOf(severity.toLowerCase(Locale.ROOT));
        if (index < 0) {
            throw wrong("severity", severity, "one of " + String.join(", ", SEVERITIES));
        }
        return index * 4 + 1;
    }

    static boolean isAscending(String order) {
        return switch (order) {
            case "asc" -> true;
            case "desc" -> false;
            default -> throw wrong("order", order, "asc or desc");
        };
    }

    /** Where a page ended: the time of its last item and its id. */
    record Cursor(long nanos, String id) {
        String encode() {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString((nanos + " " + id).getBytes(StandardCharsets.UTF_8));
        }

        static @Nullable Cursor decode(@Nullable String cursor) {
            if (cursor == null || cursor.isEmpty()) {
                return null;
            }
            try {
                Matcher parts =
                        CURSOR.matcher(new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8));
                if (parts.matches()) {
                    return new Cursor(Long.parseLong(parts.group(1)), parts.group(2));
                }
            } catch (IllegalArgumentException e) {
                // falls through to the same answer
            }
            throw wrong("cursor", cursor, "the nextCursor of the page before");
        }
    }
}
