// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.pipeline;

import static dev.plinth.core.telemetry.pipeline.Attributes.attribute;
import static dev.plinth.core.telemetry.pipeline.Attributes.text;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.SeverityNumber;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What was read out of a log line, by name, and what a record makes of it. Names of the Elastic Common Schema and those that loggers commonly write
 * become what OpenTelemetry has for them; all others become attributes. Fields within others have dotted names.
 */
public final class LogFields {
    private final Map<String, JsonNode> fields = new LinkedHashMap<>();

    /** All of an object. */
    public static LogFields of(ObjectNode object) {
        LogFields fields = new LogFields();
        fields.flatten("", object);
        return fields;
    }

    private void flatten(String prefix, ObjectNode object) {
        object.forEachEntry((name, value) -> {
            if (value instanceof ObjectNode inner && !inner.isEmpty()) {
                flatten(prefix + name + ".", inner);
            } else {
                fields.put(prefix + name, value);
            }
        });
    }

    public @Nullable JsonNode find(String name) {
        return fields.get(name);
    }

    /** Takes the first of the fields that is there and is no object or list. */
    public @Nullable String take(String... names) {
        for (String name : names) {
            JsonNode value = fields.get(name);
            if (value != null && value.isValueNode() && !value.isNull()) {
                fields.remove(name);
                return value.asString();
            }
        }
        return null;
    }

    /** Puts them into the record; what it has for none of them stays as it is. */
    public void into(LogRecord.Builder record) {
        time(record);
        String body = take("message", "msg", "log");
        if (body != null) {
            record.setBody(text(body));
        }
        String level = take("log.level", "level", "severity", "loglevel");
        if (level != null) {
            record.setSeverityText(level).setSeverityNumber(severity(level));
        }
        ByteString trace = id(32, "trace.id", "trace_id", "traceId");
        ByteString span = id(16, "span.id", "span_id", "spanId");
        if (trace != null) {
            record.setTraceId(trace);
        }
        if (span != null) {
            record.setSpanId(span);
        }
        rename("exception.type", "error.type");
        rename("exception.message", "error.message");
        rename("exception.stacktrace", "error.stack_trace", "stack_trace", "stacktrace");
        fields.forEach((name, value) -> record.addAttributes(attribute(name, value(value))));
    }

    /** What cannot be read as a time stays an attribute, and the record keeps the time it has. */
    private void time(LogRecord.Builder record) {
        for (String name : List.of("@timestamp", "timestamp", "time", "ts")) {
            JsonNode given = fields.get(name);
            if (given == null || !given.isValueNode()) {
                continue;
            }
            Long nanos = Times.nanos(
                    given.isNumber() ? given.decimalValue().toPlainString() : given.asString(""), ZoneOffset.UTC);
            if (nanos != null) {
                record.setTimeUnixNano(nanos);
                fields.remove(name);
                return;
            }
        }
    }

    private @Nullable ByteString id(int digits, String... names) {
        for (String name : names) {
            JsonNode given = fields.get(name);
            if (given != null && given.asString("").length() == digits) {
                try {
                    ByteString id = ByteString.copyFrom(HexFormat.of().parseHex(given.asString("")));
                    fields.remove(name);
                    return id;
                } catch (IllegalArgumentException e) {
                    // it stays what it is, an attribute
                }
            }
        }
        return null;
    }

    private void rename(String to, String... names) {
        for (String from : names) {
            JsonNode value = fields.remove(from);
            if (value != null) {
                fields.put(to, value);
                return;
            }
        }
    }

    private static SeverityNumber severity(String level) {
        return switch (level.strip().toLowerCase(Locale.ROOT)) {
            case "trace", "finest", "finer" -> SeverityNumber.SEVERITY_NUMBER_TRACE;
            case "debug", "fine" -> SeverityNumber.SEVERITY_NUMBER_DEBUG;
            case "info", "information", "informational" -> SeverityNumber.SEVERITY_NUMBER_INFO;
            case "notice" -> SeverityNumber.SEVERITY_NUMBER_INFO2;
            case "warn", "warning" -> SeverityNumber.SEVERITY_NUMBER_WARN;
            case "error", "err", "severe" -> SeverityNumber.SEVERITY_NUMBER_ERROR;
            case "critical", "crit" -> SeverityNumber.SEVERITY_NUMBER_ERROR2;
            case "alert" -> SeverityNumber.SEVERITY_NUMBER_ERROR3;
            case "fatal", "emergency", "emerg", "panic" -> SeverityNumber.SEVERITY_NUMBER_FATAL;
            default -> SeverityNumber.SEVERITY_NUMBER_UNSPECIFIED;
        };
    }

    private static AnyValue value(JsonNode node) {
        AnyValue.Builder value = AnyValue.newBuilder();
        if (node.isArray()) {
            ArrayValue.Builder all = ArrayValue.newBuilder();
            node.forEach(each -> all.addValues(value(each)));
            return value.setArrayValue(all).build();
        }
        if (node.isBoolean()) {
            return value.setBoolValue(node.asBoolean()).build();
        }
        if (node.isIntegralNumber() && node.canConvertToLong()) {
            return value.setIntValue(node.asLong()).build();
        }
        if (node.isNumber()) {
            return value.setDoubleValue(node.asDouble()).build();
        }
        return node.isNull() ? value.build() : text(node.isString() ? node.asString() : node.toString());
    }
}
