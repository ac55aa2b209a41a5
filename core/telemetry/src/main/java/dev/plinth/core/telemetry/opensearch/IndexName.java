// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.opensearch;

import dev.plinth.core.telemetry.stream.Stream;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Name of an index: {@code plinth-logs-2026.01.31}, for a stream {@code plinth-logs-2026.01.31-payments}, for one whose indices have fewer hours
 * {@code plinth-logs-2026.01.31.06-payments}.
 *
 * @param prefix {@link Indices#LOGS} or {@link Indices#SPANS}
 * @param begin of the hours whose documents it has, by when Kafka got them
 * @param longest that these can be
 * @param stream empty for none
 */
record IndexName(String prefix, Instant begin, Duration longest, String stream) {
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("uuuu.MM.dd");
    private static final Pattern NAME = Pattern.compile(
            "(%s|%s)(\\d{4}\\.\\d\\d\\.\\d\\d)(?:\\.(\\d\\d))?(?:-(.+))?".formatted(Indices.LOGS, Indices.SPANS));

    static String of(String prefix, long epochMillis, Stream stream) {
        OffsetDateTime time = Instant.ofEpochMilli(epochMillis).atOffset(ZoneOffset.UTC);
        StringBuilder name = new StringBuilder(prefix).append(DAY.format(time));
        if (stream.slotHours() < 24) {
            int hour = time.getHour() / stream.slotHours() * stream.slotHours();
            name.append(hour < 10 ? ".0" : ".").append(hour);
        }
        if (!stream.name().isEmpty()) {
            name.append('-').append(stream.name());
        }
        return name.toString();
    }

    /** Null when it is none of ours. */
    static @Nullable IndexName parse(String name) {
        Matcher parts = NAME.matcher(name);
        if (!parts.matches()) {
            return null;
        }
        try {
            int hour = parts.group(3) == null ? 0 : Integer.parseInt(parts.group(3));
            Instant begin = LocalDate.parse(parts.group(2), DAY).atTime(hour, 0).toInstant(ZoneOffset.UTC);
            Duration longest = Duration.ofHours(parts.group(3) == null ? 24 : 12);
            return new IndexName(parts.group(1), begin, longest, parts.group(4) == null ? "" : parts.group(4));
        } catch (DateTimeException e) {
            return null;
        }
    }
}
