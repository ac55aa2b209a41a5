// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.ingest;

import static dev.plinth.core.telemetry.ingest.Attributes.attribute;
import static dev.plinth.core.telemetry.ingest.Attributes.text;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.SeverityNumber;
import io.opentelemetry.proto.resource.v1.Resource;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A document as shippers send it, as a log record. Fields of the Elastic Common Schema become what OpenTelemetry has for them; all others stay as
 * attributes, those within others with a dotted name. A field may be nested or have its dotted name as it is.
 */
final class DocumentLog {
    private static final long NANOS = 1_000_000_000L;

    private final Map<String, JsonNode> fields = new LinkedHashMap<>();
    private final Resource.Builder resource = Resource.newBuilder();
    private final LogRecord.Builder record = LogRecord.newBuilder();

    private DocumentLog() {}

    static DocumentLog of(ObjectNode document, String index) {
        DocumentLog log = new DocumentLog();
        log.flatten("", document);
        log.identify(index);
        log.describe(document);
        log.fields.forEach((name, value) -> log.record.addAttributes(attribute(name, value(value))));
        log.record.addAttributes(attribute("elasticsearch.index", index));
        return log;
    }

    Resource resource() {
        return resource.build();
    }

    LogRecord record() {
        return record.build();
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

    /** Takes the first of the fields that is there and is no object or list. */
    private @Nullable String take(String... names) {
        for (String name : names) {
            JsonNode value = fields.get(name);
            if (value != null && value.isValueNode() && !value.isNull()) {
                fields.remove(name);
                return value.asString();
            }
        }
        return null;
    }

    private void identify(String index) {
        String service = take("service.name", "service");
        if (service == null) {
            JsonNode container = fields.get("kubernetes.container.name");
            JsonNode other = container == null ? fields.get("container.name") : container;
            service = other == null ? index : other.asString(index);
        }
        resource("service.name", service);
        resource("service.version", take("service.version"));
        resource("service.instance.id", take("service.node.name", "service.id"));
        resource("deployment.environment.name", take("service.environment", "deployment.environment.name"));
        resource("host.name", take("host.name", "host.hostname"));
    }

    private void resource(String name, @Nullable String value) {
        if (value != null) {
            resource.addAttributes(attribute(name, value));
        }
    }

    private void describe(ObjectNode document) {
        time();
        String body = take("message", "msg", "log");
        record.setBody(text(body == null ? document.toString() : body));
        String level = take("log.level", "level", "severity");
        if (level != null) {
            record.setSeverityText(level).setSeverityNumber(severity(level));
        }
        ByteString trace = id("trace.id", 32);
        ByteString span = id("span.id", 16);
        if (trace != null) {
            record.setTraceId(trace);
        }
        if (span != null) {
            record.setSpanId(span);
        }
        rename("error.type", "exception.type");
        rename("error.message", "exception.message");
        rename("error.stack_trace", "exception.stacktrace");
    }

    /** What cannot be read as a time stays an attribute, and the record has the time at which it came. */
    private void time() {
        JsonNode given = fields.get("@timestamp");
        if (given == null) {
            return;
        }
        try {
            Instant time = given.isNumber()
                    ? Instant.ofEpochMilli(given.asLong(0))
                    : OffsetDateTime.parse(given.asString("")).toInstant();
            long nanos = Math.addExact(Math.multiplyExact(time.getEpochSecond(), NANOS), time.getNano());
            if (nanos < 0) {
                return;
            }
            record.setTimeUnixNano(nanos);
            fields.remove("@timestamp");
        } catch (DateTimeException | ArithmeticException e) {
            record.clearTimeUnixNano();
        }
    }

    private @Nullable ByteString id(String name, int digits) {
        JsonNode given = fields.get(name);
        if (given == null || given.asString("").length() != digits) {
            return null;
        }
        try {
            ByteString id = ByteString.copyFrom(HexFormat.of().parseHex(given.asString("")));
            fields.remove(name);
            return id;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private void rename(String from, String to) {
        JsonNode value = fields.remove(from);
        if (value != null) {
            fields.put(to, value);
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
