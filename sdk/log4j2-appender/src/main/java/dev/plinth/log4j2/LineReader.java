// SPDX-License-Identifier: Apache-2.0
package dev.plinth.log4j2;

import dev.plinth.logs.ContextKeys;
import dev.plinth.logs.LogLine;
import dev.plinth.logs.LogLineBuilder;
import java.util.function.Function;
import org.apache.logging.log4j.Level;

/** Makes lines of what was captured, on the shipper's thread. */
final class LineReader implements Function<Captured, LogLine> {
    private final ContextKeys context;

    LineReader(ContextKeys context) {
        this.context = context;
    }

    @Override
    public LogLine apply(Captured captured) {
        LogLineBuilder line = new LogLineBuilder(
                captured.epochNanos(),
                severity(captured.level()),
                captured.level().name(),
                captured.logger(),
                captured.message());
        captured.context().forEach((key, value) -> line.context(key, value == null ? null : value.toString(), context));
        captured.pairs().forEach(line::attribute);
        line.thread(captured.thread());
        if (captured.marker() != null) {
            line.attribute("log4j.marker", captured.marker().getName());
        }
        return line.thrown(captured.thrown()).caller(captured.caller()).build();
    }

    /** A level of somebody's own counts as the next one above it. */
    private static int severity(Level level) {
        return switch (level.getStandardLevel()) {
            case OFF -> 0;
            case FATAL -> 21;
            case ERROR -> 17;
            case WARN -> 13;
            case INFO -> 9;
            case DEBUG -> 5;
            case TRACE, ALL -> 1;
        };
    }
}
