// SPDX-License-Identifier: Apache-2.0
package dev.plinth.log4j2;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;

/** Plinth's port for OTLP over HTTP: reads as OpenTelemetry's own classes read, and takes everything. */
final class TestingPort implements AutoCloseable {
    private final HttpServer server;
    private final List<ResourceLogs> taken = new CopyOnWriteArrayList<>();
    private final List<String> authorizations = new CopyOnWriteArrayList<>();

    TestingPort(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 64);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/v1/logs", this::take);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    List<ResourceLogs> taken() {
        return taken;
    }

    List<String> authorizations() {
        return authorizations;
    }

    List<LogRecord> records() {
        return taken.stream()
                .flatMap(each -> each.getScopeLogsList().stream())
                .flatMap(each -> each.getLogRecordsList().stream())
                .toList();
    }

    List<String> bodies() {
        return records().stream().map(each -> each.getBody().getStringValue()).toList();
    }

    /** As text, whatever kind they are. */
    static Map<String, String> attributes(List<KeyValue> attributes) {
        return attributes.stream().collect(Collectors.toMap(KeyValue::getKey, each -> text(each.getValue())));
    }

    private static String text(AnyValue value) {
        return switch (value.getValueCase()) {
            case STRING_VALUE -> value.getStringValue();
            case INT_VALUE -> Long.toString(value.getIntValue());
            case BOOL_VALUE -> Boolean.toString(value.getBoolValue());
            case DOUBLE_VALUE -> Double.toString(value.getDoubleValue());
            case ARRAY_VALUE ->
                value.getArrayValue().getValuesList().stream()
                        .map(TestingPort::text)
                        .toList()
                        .toString();
            default -> throw new IllegalArgumentException(value.toString());
        };
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange;
                InputStream body = new GZIPInputStream(exchange.getRequestBody())) {
            authorizations.addAll(exchange.getRequestHeaders().getOrDefault("Authorization", List.of()));
            taken.addAll(ExportLogsServiceRequest.parseFrom(body).getResourceLogsList());
            exchange.sendResponseHeaders(200, -1);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
