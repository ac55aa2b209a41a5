// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.ingest;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import dev.plinth.core.telemetry.ingest.Refusal.Reason;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.metrics.v1.Exemplar;
import io.opentelemetry.proto.metrics.v1.Metric;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.stream.Stream;

/**
 * OTLP in JSON. It is protobuf's JSON but for the ids, which are hexadecimal there and would be base64 here. Digits of the one are digits of the
 * other, and the lengths are multiples of four: so what was read can be turned back, and read rightly.
 */
final class OtlpJson {
    private static final JsonFormat.Parser PARSER = JsonFormat.parser().ignoringUnknownFields();
    private static final JsonFormat.Printer PRINTER = JsonFormat.printer().omittingInsignificantWhitespace();

    private OtlpJson() {}

    static ExportLogsServiceRequest logs(byte[] body) throws Refusal {
        ExportLogsServiceRequest.Builder request = ExportLogsServiceRequest.newBuilder();
        read(body, request);
        request.getResourceLogsBuilderList()
                .forEach(resource -> resource.getScopeLogsBuilderList()
                        .forEach(scope -> scope.getLogRecordsBuilderList()
                                .forEach(log ->
                                        log.setTraceId(id(log.getTraceId())).setSpanId(id(log.getSpanId())))));
        return request.build();
    }

    static ExportTraceServiceRequest spans(byte[] body) throws Refusal {
        ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
        read(body, request);
        request.getResourceSpansBuilderList()
                .forEach(resource -> resource.getScopeSpansBuilderList()
                        .forEach(scope -> scope.getSpansBuilderList().forEach(span -> {
                            span.setTraceId(id(span.getTraceId()))
                                    .setSpanId(id(span.getSpanId()))
                                    .setParentSpanId(id(span.getParentSpanId()));
                            span.getLinksBuilderList()
                                    .forEach(link -> link.setTraceId(id(link.getTraceId()))
                                            .setSpanId(id(link.getSpanId())));
                        })));
        return request.build();
    }

    static ExportMetricsServiceRequest metrics(byte[] body) throws Refusal {
        ExportMetricsServiceRequest.Builder request = ExportMetricsServiceRequest.newBuilder();
        read(body, request);
        request.getResourceMetricsBuilderList()
                .forEach(resource -> resource.getScopeMetricsBuilderList()
                        .forEach(scope -> scope.getMetricsBuilderList()
                                .forEach(metric -> exemplars(metric)
                                        .forEach(exemplar -> exemplar.setTraceId(id(exemplar.getTraceId()))
                                                .setSpanId(id(exemplar.getSpanId()))))));
        return request.build();
    }

    private static Stream<Exemplar.Builder> exemplars(Metric.Builder metric) {
        return switch (metric.getDataCase()) {
            case GAUGE ->
                metric.getGaugeBuilder().getDataPointsBuilderList().stream()
                        .flatMap(point -> point.getExemplarsBuilderList().stream());
            case SUM ->
                metric.getSumBuilder().getDataPointsBuilderList().stream()
                        .flatMap(point -> point.getExemplarsBuilderList().stream());
            case HISTOGRAM ->
                metric.getHistogramBuilder().getDataPointsBuilderList().stream()
                        .flatMap(point -> point.getExemplarsBuilderList().stream());
            case EXPONENTIAL_HISTOGRAM ->
                metric.getExponentialHistogramBuilder().getDataPointsBuilderList().stream()
                        .flatMap(point -> point.getExemplarsBuilderList().stream());
            case SUMMARY, DATA_NOT_SET -> Stream.of();
        };
    }

    private static void read(byte[] body, Message.Builder into) throws Refusal {
        try {
            PARSER.merge(new String(body, StandardCharsets.UTF_8), into);
        } catch (InvalidProtocolBufferException e) {
            throw new Refusal(Reason.MALFORMED, "The body cannot be read as OTLP in JSON: " + e.getMessage());
        }
    }

    /** Something that was no hexadecimal number stays as it is; its length will be wrong, and the span refused for it. */
    private static ByteString id(ByteString read) {
        try {
            return ByteString.copyFrom(
                    HexFormat.of().parseHex(Base64.getEncoder().encodeToString(read.toByteArray())));
        } catch (IllegalArgumentException e) {
            return read;
        }
    }

    static byte[] write(Message message) {
        try {
            return PRINTER.print(message).getBytes(StandardCharsets.UTF_8);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("An answer of ours cannot be written", e);
        }
    }
}
