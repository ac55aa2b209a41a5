// SPDX-License-Identifier: Apache-2.0
package dev.plinth.logback;

import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.plinth.logs.LogLineBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/** An event that does not change any more: all that depends on the thread, or on the state of arguments, was looked at. */
record Captured(ILoggingEvent event, Map<String, Object> pairs) {
    private static final int USUAL = 400;
    private static final int WITH_STACK = 4_096;
    private static final int ENTRY = 64;

    static Captured of(ILoggingEvent event, boolean caller) {
        event.prepareForDeferredProcessing();
        if (caller) {
            event.getCallerData();
        }
        return new Captured(event, pairs(event.getKeyValuePairs()));
    }

    private static Map<String, Object> pairs(@Nullable List<KeyValuePair> pairs) {
        if (pairs == null || pairs.isEmpty()) {
            return Map.of();
        }
        Map<String, Object> settled = new LinkedHashMap<>();
        for (KeyValuePair pair : pairs) {
            settled.put(String.valueOf(pair.key), LogLineBuilder.settled(pair.value));
        }
        return settled;
    }

    /** Bytes in memory, about. */
    int weight() {
        String message = event.getFormattedMessage();
        return USUAL
                + (message == null ? 0 : message.length())
                + ENTRY * (event.getMDCPropertyMap().size() + pairs.size())
                + (event.getThrowableProxy() == null ? 0 : WITH_STACK);
    }
}
