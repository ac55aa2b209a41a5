// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** Parts of a time that is given in seconds, in UTC. What is no time has none. */
final class DateFunctions {
    private static final Map<String, ToIntFunction<LocalDateTime>> BY_NAME = new HashMap<>();

    static {
        BY_NAME.put("days_in_month", time -> time.toLocalDate().lengthOfMonth());
        BY_NAME.put("day_of_month", LocalDateTime::getDayOfMonth);
        BY_NAME.put("day_of_week", time -> time.getDayOfWeek().getValue() % 7);
        BY_NAME.put("day_of_year", LocalDateTime::getDayOfYear);
        BY_NAME.put("hour", LocalDateTime::getHour);
        BY_NAME.put("minute", LocalDateTime::getMinute);
        BY_NAME.put("month", LocalDateTime::getMonthValue);
        BY_NAME.put("year", LocalDateTime::getYear);
    }

    private DateFunctions() {}

    static @Nullable DoubleUnaryOperator find(String name) {
        ToIntFunction<LocalDateTime> part = BY_NAME.get(name);
        return part == null ? null : seconds -> of(part, seconds);
    }

    private static double of(ToIntFunction<LocalDateTime> part, double seconds) {
        boolean isTime = seconds >= Instant.MIN.getEpochSecond() && seconds <= Instant.MAX.getEpochSecond();
        return isTime ? part.applyAsInt(LocalDateTime.ofEpochSecond((long) seconds, 0, ZoneOffset.UTC)) : Double.NaN;
    }
}
