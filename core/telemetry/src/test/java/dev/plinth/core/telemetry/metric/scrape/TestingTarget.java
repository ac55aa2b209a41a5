// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.scrape;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.plinth.core.kernel.resource.ResourceKey;
import dev.plinth.promql.model.Labels;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** Something with metrics that answers as it is told. */
final class TestingTarget implements AutoCloseable {
    static final ResourceKey RESOURCE = new ResourceKey(ScrapeTargetSpec.KIND, "dev", "node");

    final List<Map<String, List<String>>> requests = new CopyOnWriteArrayList<>();
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;
    private volatile Answering answering =
            exchange -> send(exchange, 404, "text/plain", "".getBytes(StandardCharsets.UTF_8));

    /** How it answers. */
    interface Answering {
        void answer(HttpExchange exchange) throws IOException;
    }

    TestingTarget() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        server.setExecutor(executor);
        server.createContext("/", exchange -> {
            requests.add(Map.copyOf(exchange.getRequestHeaders()));
            try (exchange) {
                answering.answer(exchange);
            }
        });
        server.start();
    }

    static void send(HttpExchange exchange, int status, @Nullable String type, byte[] body) throws IOException {
        if (type != null) {
            exchange.getResponseHeaders().set("Content-Type", type);
        }
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    void answers(Answering how) {
        answering = how;
    }

    void answers(String text) {
        answers(exchange -> send(exchange, 200, "text/plain; version=0.0.4", text.getBytes(StandardCharsets.UTF_8)));
    }

    String address() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    Target target() {
        return target(Duration.ofMillis(500), false, Labels.of("job", "node", "instance", "i", "env", "dev"), null);
    }

    Target target(Duration timeout, boolean honor, Labels labels, @Nullable ResourceKey token) {
        return new Target(
                new Target.Id(RESOURCE, address()),
                "node",
                URI.create("http://" + address() + "/metrics"),
                labels,
                Map.of("__address__", address()),
                Duration.ofSeconds(1),
                timeout,
                honor,
                new Exposition.Limits(1_000, 10, 10),
                token);
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
    }
}
