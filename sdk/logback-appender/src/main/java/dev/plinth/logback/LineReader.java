// SPDX-License-Identifier: Apache-2.0
package dev.plinth.logback;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import dev.plinth.logs.ContextKeys;
import dev.plinth.logs.LogLine;
import dev.plinth.logs.LogLineBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;

/** Makes lines of events, on the shipper's thread. */
final class LineReader implements Function<Captured, LogLine> {
    private final ContextKeys context;
    private final boolean caller;

    LineReader(ContextKeys context, boolean caller) {
        this.context = context;
        this.caller = caller;
    }

    @Override
    public LogLine apply(Captured captured) {
        ILoggingEvent event = captured.event();
        LogLineBuilder line = new LogLineBuilder(
                nanos(event),
                severity(event.getLevel()),
                event.getLevel().toString(),
                Objects.toString(event.getLoggerName(), ""),
                Objects.toString(event.getFormattedMessage(), ""));
        event.getMDCPropertyMap().forEach((key, value) -> line.context(key, value, context));
        captured.pairs().forEach(line::attribute);
        line.thread(event.getThreadName());
        markers(line, event.getMarkerList());
        thrown(line, event.getThrowableProxy());
        if (caller && event.hasCallerData()) {
            line.caller(event.getCallerData()[0]);
        }
        return line.build();
    }

    private static long nanos(ILoggingEvent event) {
        Instant instant = event.getInstant();
        return instant == null
                ? TimeUnit.MILLISECONDS.toNanos(event.getTimeStamp())
                : TimeUnit.SECONDS.toNanos(instant.getEpochSecond()) + instant.getNano();
    }

    private static int severity(Level level) {
        return switch (level.toInt()) {
            case Level.TRACE_INT -> 1;
            case Level.DEBUG_INT -> 5;
            case Level.INFO_INT -> 9;
            case Level.WARN_INT -> 13;
            case Level.ERROR_INT -> 17;
            default -> 0;
        };
    }

    private static void markers(LogLineBuilder line, @Nullable List<Marker> markers) {
        if (markers != null && !markers.isEmpty()) {
            line.attribute(
                    "logback.marker", markers.stream().map(Marker::getName).toList());
        }
    }

    private static void thrown(LogLineBuilder line, @Nullable IThrowableProxy thrown) {
        if (thrown instanceof ThrowableProxy here) {
            line.thrown(here.getThrowable());
        } else if (thrown != null) {
            // of an event that came over the network only the text is there
            line.thrown(thrown.getClassName(), thrown.getMessage(), ThrowableProxyUtil.asString(thrown));
        }
    }
}
