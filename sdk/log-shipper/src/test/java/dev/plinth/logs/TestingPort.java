// SPDX-License-Identifier: Apache-2.0
package dev.plinth.logs;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.logs.v1.LogRecord;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** Plinth's port for OTLP over HTTP: reads as OpenTelemetry's own classes read, answers 200 or as it is told. */
final class TestingPort implements AutoCloseable {
    /** What is answered: nothing at all if null. */
    record Answer(int status, Map<String, String> headers, byte[] body) {
        static final Answer TAKEN = of(200);

        static Answer of(int status, String... headers) {
            return headers.length == 0
                    ? new Answer(status, Map.of(), new byte[0])
                    : new Answer(status, Map.of(headers[0], headers[1]), new byte[0]);
        }

        Answer with(byte[] protobuf) {
            return new Answer(status, Map.of("Content-Type", "application/x-protobuf"), protobuf);
        }
    }

    record Received(@Nullable String authorization, ExportLogsServiceRequest request) {}

    private final HttpServer server;
    private final List<Received> taken = new CopyOnWriteArrayList<>();
    private final BlockingQueue<Function<Received, Answer>> answers = new LinkedBlockingQueue<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile Function<Received, Answer> usual = received -> Answer.TAKEN;
    private volatile int requests;

    TestingPort() throws IOException {
        this(0);
    }

    TestingPort(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 64);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/v1/logs", this::take);
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + port());
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** The next requests are answered so, one each. */
    void next(Answer... next) {
        for (Answer each : next) {
            answers.add(received -> each);
        }
    }

    void always(Function<Received, Answer> answer) {
        usual = answer;
    }

    /** Does not answer until it is closed. */
    void hang() {
        always(received -> {
            try {
                closing.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return Answer.of(503);
        });
    }

    int requests() {
        return requests;
    }

    /** Those that were answered with 200. */
    List<Received> taken() {
        return taken;
    }

    List<LogRecord> records() {
        return taken.stream().flatMap(each -> records(each.request()).stream()).toList();
    }

    List<String> bodies() {
        return records().stream().map(each -> each.getBody().getStringValue()).toList();
    }

    static List<LogRecord> records(ExportLogsServiceRequest request) {
        return request.getResourceLogsList().stream()
                .flatMap(each -> each.getScopeLogsList().stream())
                .flatMap(each -> each.getLogRecordsList().stream())
                .toList();
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            Received received;
            try (InputStream body = new GZIPInputStream(exchange.getRequestBody())) {
                received = new Received(
                        exchange.getRequestHeaders().getFirst("Authorization"),
                        ExportLogsServiceRequest.parseFrom(body));
            }
            synchronized (this) {
                requests++;
            }
            Function<Received, Answer> scripted = answers.poll();
            Answer answer = (scripted == null ? usual : scripted).apply(received);
            if (answer.status() == 200) {
                taken.add(received);
            }
            answer.headers().forEach(exchange.getResponseHeaders()::set);
            exchange.sendResponseHeaders(answer.status(), answer.body().length == 0 ? -1 : answer.body().length);
            exchange.getResponseBody().write(answer.body());
        }
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
    }
}
