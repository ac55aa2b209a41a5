// SPDX-License-Identifier: Apache-2.0
package dev.plinth.logs;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes a line of what a logging framework knows, with OpenTelemetry's names for it. What is put later goes before what was put with the same name. */
public final class LogLineBuilder {
    private static final int TRACE = 32;
    private static final int SPAN = 16;
    private static final int SHORT_TRACE = 16;

    private final long epochNanos;
    private final int severityNumber;
    private final String severityText;
    private final String scope;
    private final String body;
    private final Map<String, Object> attributes = new LinkedHashMap<>();
    private @Nullable String traceId;
    private @Nullable String spanId;

    /** As the fields of {@link LogLine}. */
    public LogLineBuilder(long epochNanos, int severityNumber, String severityText, String scope, String body) {
        this.epochNanos = epochNanos;
        this.severityNumber = severityNumber;
        this.severityText = severityText;
        this.scope = scope;
        this.body = body;
    }

    /**
     * An entry of the thread's context. {@code traceId}, {@code trace_id}, {@code spanId} and {@code span_id} become the line's own ids,
     * when they are any, whether or not they are included.
     */
    public LogLineBuilder context(String key, @Nullable String value, ContextKeys keys) {
        if (value != null && !isId(key, value) && keys.includes(key)) {
            attributes.put(key, value);
        }
        return this;
    }

    private boolean isId(String key, String value) {
        switch (key) {
            case "traceId", "trace_id" -> {
                // ids of 64 bits, as older tracers have them, are the same with zeros before them
                String id = value.length() == SHORT_TRACE ? "0".repeat(SHORT_TRACE) + value : value;
                if (Hex.bytes(id, TRACE / 2) != null) {
                    traceId = id;
                    return true;
                }
            }
            case "spanId", "span_id" -> {
                if (Hex.bytes(value, SPAN / 2) != null) {
                    spanId = value;
                    return true;
                }
            }
            default -> {}
        }
        return false;
    }

    /** One more; null is left out. */
    public LogLineBuilder attribute(String key, @Nullable Object value) {
        if (value != null) {
            attributes.put(key, value);
        }
        return this;
    }

    /** Which thread has logged it. */
    public LogLineBuilder thread(@Nullable String name) {
        return attribute("thread.name", name);
    }

    /** What was thrown, with its stack trace. */
    public LogLineBuilder thrown(@Nullable Throwable thrown) {
        if (thrown == null) {
            return this;
        }
        try {
            StringWriter trace = new StringWriter();
            thrown.printStackTrace(new PrintWriter(trace));
            return thrown(thrown.getClass().getName(), thrown.getMessage(), trace.toString());
        } catch (RuntimeException e) {
            return thrown(
                    thrown.getClass().getName(),
                    "(its message cannot be had: " + e.getClass().getName() + ")",
                    "");
        }
    }

    /** As {@link #thrown(Throwable)}, where only this is known of it. */
    public LogLineBuilder thrown(String type, @Nullable String message, String stackTrace) {
        attribute("exception.type", type);
        attribute("exception.message", message);
        return attribute("exception.stacktrace", stackTrace.isEmpty() ? null : stackTrace);
    }

    /** Where in the code it was logged. */
    public LogLineBuilder caller(@Nullable StackTraceElement caller) {
        if (caller != null) {
            attribute("code.function.name", caller.getClassName() + "." + caller.getMethodName());
            attribute("code.file.path", caller.getFileName());
            attribute("code.line.number", caller.getLineNumber() < 0 ? null : caller.getLineNumber());
        }
        return this;
    }

    /** What does not change any more as it is, and of all else the text it has now: for values that are looked at later, on another thread. */
    public static Object settled(@Nullable Object value) {
        boolean settled = value instanceof String
                || value instanceof Boolean
                || value instanceof Long
                || value instanceof Integer
                || value instanceof Double
                || value instanceof Float
                || value instanceof Short
                || value instanceof Byte;
        if (value != null && settled) {
            return value;
        }
        try {
            return String.valueOf(value);
        } catch (RuntimeException e) {
            return "(cannot be had: " + e.getClass().getName() + ")";
        }
    }

    /** The line. */
    public LogLine build() {
        return new LogLine(epochNanos, severityNumber, severityText, scope, body, attributes, traceId, spanId);
    }
}
