// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.write;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.plinth.core.telemetry.kafka.Topic;
import dev.plinth.core.telemetry.opensearch.Indices;
import dev.plinth.core.telemetry.pipeline.Attributes;
import dev.plinth.core.telemetry.stream.Stream;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes documents of records. The same record always makes the same documents with the same ids: its time, name of the topic's incarnation,
 * partition, offset, and place in the record.
 */
public final class Documents {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final long NANOS = 1_000_000;
    private static final long MAX_AHEAD_MILLIS = 600_000;
    private static final int TIME_DIGITS = 9;

    private Documents() {}

    /** A record that cannot be read; it is no use to try again. */
    static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;

        Unreadable(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** Of a record of logs. */
    static List<Document> of(ConsumerRecord<byte[], byte[]> record, String incarnation) throws Unreadable {
        String id = id(record, incarnation);
        try {
            return switch (Topic.of(record.topic())) {
                case LOGS ->
                    logs(
                            ResourceLogs.parseFrom(record.value()),
                            header(record, Topic.APP),
                            record.timestamp(),
                            id,
                            Indices.ofLogs(record.timestamp(), Stream.ofHeader(header(record, Topic.STREAM))));
                case SPANS, METRICS, ACCESS, EVENTS, DEAD ->
                    throw new IllegalArgumentException(record.topic() + " has no logs");
            };
        } catch (InvalidProtocolBufferException e) {
            throw new Unreadable(String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Of fixed length, so that ids sort as records came. The time comes first: OpenSearch then sees by the ends of a segment that it does not have a new
     * document, and need not look for it there.
     */
    static String id(ConsumerRecord<byte[], byte[]> record, String incarnation) {
        String time = Long.toString(Math.max(0, record.timestamp()), Character.MAX_RADIX);
        return "%s%s-%s-%d-%012d"
                .formatted(
                        "0".repeat(Math.max(0, TIME_DIGITS - time.length())),
                        time,
                        incarnation,
                        record.partition(),
                        record.offset());
    }

    /** The documents of a record of logs, as OpenSearch has them, for those who follow them live. */
    public static List<byte[]> logs(ConsumerRecord<byte[], byte[]> record, String incarnation) {
        try {
            return of(record, incarnation).stream().map(Document::source).toList();
        } catch (Unreadable e) {
            return List.of();
        }
    }

    /** The id of one of the documents of a record. */
    private static String place(String id, int place) {
        String digits = Integer.toString(place);
        return id + "-" + "00000".substring(Math.min(5, digits.length())) + digits;
    }

    /** Empty when there is none. */
    static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    private static byte[] json(Consumer<JsonGenerator> content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1_024);
        try (JsonGenerator out = JSON.createGenerator(bytes)) {
            out.writeStartObject();
            content.accept(out);
            out.writeEndObject();
        }
        return bytes.toByteArray();
    }

    private static List<Document> logs(ResourceLogs logs, String app, long received, String id, String index) {
        List<KeyValue> resource = logs.getResource().getAttributesList();
        Origin origin = Origin.of(logs.getResource(), app);
        List<Document> documents = new ArrayList<>();
        for (ScopeLogs scope : logs.getScopeLogsList()) {
            for (LogRecord log : scope.getLogRecordsList()) {
                String one = place(id, documents.size());
                documents.add(new Document(index, one, json(out -> {
                    long time = time(log, received);
                    Values.text(out, "id", one);
                    head(out, time, origin);
                    Values.number(out, "time", time / NANOS);
                    Values.number(out, "received", received);
                    Values.text(out, "scope", scope.getScope().getName());
                    Values.text(out, "severity", severity(log));
                    Values.number(out, "severityNumber", Math.clamp(log.getSeverityNumberValue(), 0, 24));
                    Values.text(out, "severityText", log.getSeverityText());
                    Values.text(out, "body", Values.text(log.getBody()));
                    Values.text(out, "exception", exception(log.getAttributesList()));
                    ErrorPrint print = ErrorPrint.of(log, Attributes.service(logs.getResource(), app));
                    if (print != null) {
                        Values.text(out, "errorId", print.id());
                        Values.text(out, "errorTitle", print.title());
                    }
                    Values.text(out, "event", log.getEventName());
                    if (log.getTraceId().size() == 16) {
                        Values.text(out, "traceId", Values.hex(log.getTraceId()));
                    }
                    if (log.getSpanId().size() == 8) {
                        Values.text(out, "spanId", Values.hex(log.getSpanId()));
                    }
                    Values.write(out, "attributes", log.getAttributesList());
                    Values.write(out, "resource", resource);
                    // an event is found by its name as by an attribute
                    Values.tags(out, eventName(log), log.getAttributesList(), resource);
                })));
            }
        }
        return documents;
    }

    private static List<KeyValue> eventName(LogRecord log) {
        return log.getEventName().isEmpty()
                ? List.of()
                : List.of(Attributes.attribute("event.name", log.getEventName()));
    }

    /** A clock that is far ahead would put it where nobody looks for it; then it has the time at which it came. */
    private static long time(LogRecord log, long received) {
        long said = log.getTimeUnixNano() > 0 ? log.getTimeUnixNano() : log.getObservedTimeUnixNano();
        return said <= 0 || said > (received + MAX_AHEAD_MILLIS) * NANOS ? received * NANOS : said;
    }

    /** What each document of a resource says of it. */
    private record Origin(String app, Spans.Sender sender, String instance) {
        static Origin of(Resource resource, String app) {
            return new Origin(
                    app,
                    Spans.Sender.of(resource, app),
                    Values.text(resource.getAttributesList(), "service.instance.id"));
        }
    }

    private static void head(JsonGenerator out, long nanos, Origin origin) {
        Values.number(out, "nanos", nanos);
        Values.text(out, "app", origin.app());
        Values.text(out, "service", origin.sender().service());
        Values.text(out, "env", origin.sender().env());
        Values.text(out, "instance", origin.instance());
    }

    /** The six levels of the specification, of whose numbers each has four. */
    private static String severity(LogRecord log) {
        int number = log.getSeverityNumberValue();
        if (number < 1 || number > 24) {
            return "";
        }
        return switch ((number - 1) / 4) {
            case 0 -> "trace";
            case 1 -> "debug";
            case 2 -> "info";
            case 3 -> "warn";
            case 4 -> "error";
            default -> "fatal";
        };
    }

    private static String exception(List<KeyValue> attributes) {
        String type = Values.text(attributes, "exception.type");
        String message = Values.text(attributes, "exception.message");
        String trace = Values.text(attributes, "exception.stacktrace");
        return "%s %s %s".formatted(type, message, trace).strip();
    }

    /** @param places in the record, of the first of them, the second and so on */
    static List<Document> spans(ResourceSpans spans, String app, long received, String id, IntUnaryOperator places) {
        List<KeyValue> resource = spans.getResource().getAttributesList();
        Origin origin = Origin.of(spans.getResource(), app);
        // there is a field for that one, and there are many spans
        List<KeyValue> tagged = resource.stream()
                .filter(each -> !each.getKey().equals(Indices.SERVICE_ATTRIBUTE))
                .toList();
        List<Document> documents = new ArrayList<>();
        String index = Indices.ofSpans(received);
        for (ScopeSpans scope : spans.getScopeSpansList()) {
            for (Span span : scope.getSpansList()) {
                String one = place(id, places.applyAsInt(documents.size()));
                documents.add(new Document(index, one, json(out -> {
                    long start = Spans.start(span, received);
                    long end = Spans.end(span, received);
                    head(out, start, origin);
                    Values.text(out, "scope", scope.getScope().getName());
                    Values.text(out, "traceId", Values.hex(span.getTraceId()));
                    Values.text(out, "spanId", Values.hex(span.getSpanId()));
                    Values.number(out, "spanNumber", Spans.number(span.getSpanId(), 0));
                    Values.text(out, "parentSpanId", Values.hex(span.getParentSpanId()));
                    if (span.getParentSpanId().isEmpty()) {
                        Values.flag(out, "root", true);
                    }
                    Values.text(out, "name", span.getName());
                    Values.text(out, "kind", Spans.kind(span));
                    Values.number(out, "endNanos", end);
                    Values.number(out, "durationNanos", end - start);
                    boolean error = Spans.failed(span);
                    Values.flag(out, "error", error);
                    Values.text(
                            out,
                            "status",
                            error ? "error" : span.getStatus().getCode() == StatusCode.STATUS_CODE_OK ? "ok" : "unset");
                    Values.text(out, "statusMessage", span.getStatus().getMessage());
                    Peer peer = Peer.of(span);
                    if (peer != null) {
                        Values.text(out, "peerKind", peer.kind());
                        Values.text(out, "peer", peer.name());
                    }
                    Values.write(out, "attributes", span.getAttributesList());
                    Values.write(out, "resource", resource);
                    events(out, span);
                    links(out, span);
                    Values.tags(out, span.getAttributesList(), tagged);
                })));
            }
        }
        return documents;
    }

    private static void events(JsonGenerator out, Span span) {
        if (span.getEventsCount() == 0) {
            return;
        }
        out.writeName("events");
        out.writeStartArray();
        span.getEventsList().forEach(event -> {
            out.writeStartObject();
            Values.number(out, "nanos", event.getTimeUnixNano());
            Values.text(out, "name", event.getName());
            Values.write(out, "attributes", event.getAttributesList());
            out.writeEndObject();
        });
        out.writeEndArray();
    }

    private static void links(JsonGenerator out, Span span) {
        if (span.getLinksCount() == 0) {
            return;
        }
        out.writeName("links");
        out.writeStartArray();
        span.getLinksList().forEach(link -> {
            out.writeStartObject();
            Values.text(out, "traceId", Values.hex(link.getTraceId()));
            Values.text(out, "spanId", Values.hex(link.getSpanId()));
            Values.write(out, "attributes", link.getAttributesList());
            out.writeEndObject();
        });
        out.writeEndArray();
    }
}
