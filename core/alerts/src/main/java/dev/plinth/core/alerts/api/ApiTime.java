// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.api;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** Times as Alertmanager reads and writes them. */
final class ApiTime {
    /** What programs in Go send for none. */
    private static final Instant ZERO = Instant.parse("0001-01-01T00:00:00Z");

    private static final DateTimeFormatter MILLIS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSX").withZone(ZoneOffset.UTC);

    private ApiTime() {}

    /**
     * The time; null for an empty text and for Go's first time. What has no offset is in UTC.
     *
     * @throws DateTimeException when it is none, or its year has not four digits
     */
    static @Nullable Instant parse(String text) {
        if (text.isEmpty()) {
            return null;
        }
        OffsetDateTime time;
        try {
            time = OffsetDateTime.parse(text);
        } catch (DateTimeParseException e) {
            time = LocalDateTime.parse(text).atOffset(ZoneOffset.UTC);
        }
        if (time.getYear() < 0 || time.getYear() > 9999) {
            throw new DateTimeException("year out of range");
        }
        Instant instant = time.toInstant();
        return instant.equals(ZERO) ? null : instant;
    }

    static String format(Instant time) {
        return MILLIS.format(time);
    }
}
