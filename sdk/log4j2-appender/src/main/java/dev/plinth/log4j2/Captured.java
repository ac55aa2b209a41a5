// SPDX-License-Identifier: Apache-2.0
package dev.plinth.log4j2;

import dev.plinth.logs.LogLineBuilder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.Marker;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.time.Instant;
import org.apache.logging.log4j.message.MapMessage;
import org.apache.logging.log4j.message.Message;
import org.apache.logging.log4j.util.ReadOnlyStringMap;
import org.apache.logging.log4j.util.SortedArrayStringMap;
import org.apache.logging.log4j.util.StringMap;
import org.jspecify.annotations.Nullable;

/** What is needed of an event, which Log4j uses again for the next. */
record Captured(
        long epochNanos,
        Level level,
        String logger,
        String message,
        Map<String, Object> pairs,
        ReadOnlyStringMap context,
        @Nullable String thread,
        @Nullable Marker marker,
        @Nullable Throwable thrown,
        @Nullable StackTraceElement caller) {
    private static final int USUAL = 400;
    private static final int WITH_STACK = 4_096;
    private static final int ENTRY = 64;

    static Captured of(LogEvent event, boolean caller) {
        Instant instant = event.getInstant();
        Message message = event.getMessage();
        return new Captured(
                TimeUnit.SECONDS.toNanos(instant.getEpochSecond()) + instant.getNanoOfSecond(),
                event.getLevel(),
                Objects.toString(event.getLoggerName(), ""),
                Objects.toString(message.getFormattedMessage(), ""),
                pairs(message),
                settled(event.getContextData()),
                event.getThreadName(),
                event.getMarker(),
                event.getThrown(),
                caller ? event.getSource() : null);
    }

    private static Map<String, Object> pairs(Message message) {
        if (!(message instanceof MapMessage<?, ?> map)) {
            return Map.of();
        }
        Map<String, Object> pairs = new LinkedHashMap<>();
        map.forEach((key, value) -> pairs.put(key, LogLineBuilder.settled(value)));
        return pairs;
    }

    private static ReadOnlyStringMap settled(ReadOnlyStringMap context) {
        boolean frozen = context instanceof StringMap map && map.isFrozen();
        return frozen ? context : new SortedArrayStringMap(context);
    }

    /** Bytes in memory, about. */
    int weight() {
        return USUAL + message.length() + ENTRY * (context.size() + pairs.size()) + (thrown == null ? 0 : WITH_STACK);
    }
}
