// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.pipeline;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads times as they are found in logs. */
final class Times {
    private static final long NANOS = 1_000_000_000L;
    private static final Pattern NUMBER = Pattern.compile("\\d{1,19}(\\.\\d{1,9})?");
    private static final DateTimeFormatter ISO = new DateTimeFormatterBuilder()
            .appendPattern("uuuu-MM-dd['T'][' ']HH:mm:ss")
            .optionalStart()
            .appendFraction(ChronoField.NANO_OF_SECOND, 1, 9, true)
            .optionalEnd()
            .appendPattern("[XXX][XX][X]")
            .toFormatter(Locale.ROOT);

    private Times() {}

    /** Nanoseconds since 1970 of an ISO 8601 time or of a number of seconds, milliseconds, micro- or nanoseconds; null when it is neither. */
    static @Nullable Long nanos(String text, ZoneId zone) {
        try {
            return NUMBER.matcher(text).matches()
                    ? ofNumber(new BigDecimal(text))
                    : nanos(text.replace(',', '.'), ISO, zone);
        } catch (ArithmeticException e) {
            return null;
        }
    }

    /** In seconds to the year 5138, beyond that in the next smaller unit. */
    private static Long ofNumber(BigDecimal number) {
        int digits = number.precision() - number.scale();
        int shift = digits <= 11 ? 9 : digits <= 14 ? 6 : digits <= 17 ? 3 : 0;
        return number.movePointRight(shift).toBigInteger().longValueExact();
    }

    /** Null when it does not have that format. */
    static @Nullable Long nanos(String text, DateTimeFormatter format, ZoneId zone) {
        try {
            TemporalAccessor parsed = format.parseBest(text.strip(), ZonedDateTime::from, LocalDateTime::from);
            Instant time =
                    parsed instanceof LocalDateTime local ? local.atZone(zone).toInstant() : Instant.from(parsed);
            long nanos = Math.addExact(Math.multiplyExact(time.getEpochSecond(), NANOS), time.getNano());
            return nanos < 0 ? null : nanos;
        } catch (DateTimeException | ArithmeticException e) {
            return null;
        }
    }
}
