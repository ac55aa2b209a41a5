// SPDX-License-Identifier: Apache-2.0
package dev.plinth.agent;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;

/** What takes OTLP over HTTP, and answers as a test wants. */
public final class TestingPlinth implements AutoCloseable {
    public static final int OK = 200;

    /** A line as it came. */
    public record Received(
            String body, int severity, long time, Map<String, String> resource, Map<String, String> attributes) {}

    private final HttpServer server;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final List<List<Received>> taken = new CopyOnWriteArrayList<>();
    private final List<List<String>> refused = new CopyOnWriteArrayList<>();
    private final AtomicInteger requests = new AtomicInteger();
    private final List<ExportMetricsServiceRequest> reports = new CopyOnWriteArrayList<>();
    private final AtomicInteger reportRequests = new AtomicInteger();
    private volatile Function<List<String>, Integer> status = bodies -> OK;
    private volatile int reportStatus = OK;

    public TestingPlinth() {
        this(0);
    }

    public TestingPlinth(int port) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(executor);
        server.createContext("/v1/logs", this::answer);
        server.createContext("/v1/metrics", this::answerReport);
        server.start();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + port());
    }

    /** From now on, by the texts of a request. */
    public void answers(Function<List<String>, Integer> newStatus) {
        status = newStatus;
    }

    public void answers(int newStatus) {
        answers(bodies -> newStatus);
    }

    public List<Received> received() {
        return received;
    }

    public List<String> bodies() {
        return received.stream().map(Received::body).toList();
    }

    /** The lines of each request that was taken. */
    public List<List<Received>> taken() {
        return taken;
    }

    /** The texts of each request that was not taken. */
    public List<List<String>> refused() {
        return refused;
    }

    public int requests() {
        return requests.get();
    }

    /** From now on, to metrics. */
    public void answersReports(int newStatus) {
        reportStatus = newStatus;
    }

    /** Metrics that were taken. */
    public List<ExportMetricsServiceRequest> reports() {
        return reports;
    }

    /** Requests with metrics, those too that were not taken. */
    public int reportRequests() {
        return reportRequests.get();
    }

    private void answerReport(HttpExchange exchange) throws IOException {
        try (exchange) {
            ExportMetricsServiceRequest request =
                    ExportMetricsServiceRequest.parseFrom(new GZIPInputStream(exchange.getRequestBody()));
            int answer = reportStatus;
            if (answer == OK) {
                reports.add(request);
            }
            reportRequests.incrementAndGet();
            exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
            exchange.sendResponseHeaders(answer, -1);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            ExportLogsServiceRequest request =
                    ExportLogsServiceRequest.parseFrom(new GZIPInputStream(exchange.getRequestBody()));
            List<Received> lines = new ArrayList<>();
            request.getResourceLogsList()
                    .forEach(logs -> logs.getScopeLogsList()
                            .forEach(scope -> scope.getLogRecordsList()
                                    .forEach(record -> lines.add(
                                            received(record, logs.getResource().getAttributesList())))));
            requests.incrementAndGet();
            List<String> bodies = lines.stream().map(Received::body).toList();
            int answer = status.apply(bodies);
            if (answer == OK) {
                taken.add(lines);
                received.addAll(lines);
            } else {
                refused.add(bodies);
            }
            exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
            exchange.sendResponseHeaders(answer, -1);
        }
    }

    private static Received received(LogRecord record, List<KeyValue> resource) {
        return new Received(
                record.getBody().getStringValue(),
                record.getSeverityNumberValue(),
                record.getTimeUnixNano(),
                attributes(resource),
                attributes(record.getAttributesList()));
    }

    private static Map<String, String> attributes(List<KeyValue> attributes) {
        Map<String, String> found = new TreeMap<>();
        attributes.forEach(each -> found.put(each.getKey(), each.getValue().getStringValue()));
        return found;
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
    }
}
