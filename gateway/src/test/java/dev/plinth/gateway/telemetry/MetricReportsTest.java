// SPDX-License-Identifier: Apache-2.0
package dev.plinth.gateway.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MetricReportsTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String PATH = "/api/v1/live/Gateway/g/metrics";

    /** Kept, or its handler would be forgotten. */
    private final Logger logger = Logger.getLogger(MetricReports.class.getName());

    private final List<String> said = new CopyOnWriteArrayList<>();
    private final List<String> received = new CopyOnWriteArrayList<>();
    private final AtomicInteger answer = new AtomicInteger(204);
    private final AtomicInteger told = new AtomicInteger();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord line) {
            if (line.getLevel().intValue() >= Level.WARNING.intValue()) {
                said.add(line.getMessage());
            }
        }

        @Override
        public void flush() {
            // nothing is held back
        }

        @Override
        public void close() {
            // nothing is open
        }
    };

    @BeforeEach
    void listen() {
        logger.addHandler(handler);
    }

    @AfterEach
    void stopListening() {
        logger.removeHandler(handler);
    }

    private HttpServer core(int port) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 8);
        server.createContext(PATH, request -> {
            String body = new String(request.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            received.add("%s %s %s %s %s"
                    .formatted(
                            request.getRequestMethod(),
                            request.getRequestURI().getQuery(),
                            request.getRequestHeaders().getFirst("Authorization"),
                            request.getRequestHeaders().getFirst("Content-Type"),
                            body));
            request.sendResponseHeaders(answer.get(), -1);
            request.close();
        });
        server.start();
        return server;
    }

    private MetricReports reports(int port) {
        MetricReports reports = new MetricReports(
                URI.create("http://127.0.0.1:" + port + PATH + "?env=dev"),
                () -> "credential",
                () -> "a " + told.incrementAndGet() + "\n",
                Duration.ofMillis(20));
        reports.begin();
        return reports;
    }

    @Test
    void metrics_are_sent_as_they_are_each_time_and_go_on_when_the_core_was_away() throws Exception {
        HttpServer core = core(0);
        int port = core.getAddress().getPort();
        try (MetricReports reports = reports(port)) {
            await().atMost(LIMIT).until(() -> received.size() >= 2);
            assertThat(received.getFirst()).isEqualTo("PUT env=dev Bearer credential text/plain; version=0.0.4 a 1\n");
            core.stop(0);
            int before = told.get();
            await().atMost(LIMIT).until(() -> told.get() > before + 3);
            received.clear();
            HttpServer again = core(port);
            await().atMost(LIMIT).until(() -> !received.isEmpty());
            assertThat(received.getFirst()).doesNotContain("a 1\n");
            reports.close();
            again.stop(0);
        }
        assertThat(said).isEmpty();
    }

    @Test
    void a_core_whose_room_is_off_is_no_matter_and_each_refusal_is_said_once() throws Exception {
        answer.set(404);
        HttpServer core = core(0);
        try (MetricReports reports = reports(core.getAddress().getPort())) {
            await().atMost(LIMIT).until(() -> received.size() >= 3);
            assertThat(said).isEmpty();
            answer.set(403);
            await().atMost(LIMIT).until(() -> !said.isEmpty());
            int before = received.size();
            await().atMost(LIMIT).until(() -> received.size() > before + 3);
            assertThat(said).hasSize(1);
            reports.close();
        }
        core.stop(0);
    }

    @Test
    void it_ends_when_it_is_closed() throws Exception {
        HttpServer core = core(0);
        MetricReports reports = reports(core.getAddress().getPort());
        await().atMost(LIMIT).until(() -> !received.isEmpty());
        reports.close();
        int after = told.get();
        await().during(Duration.ofMillis(200)).atMost(LIMIT).until(() -> told.get() == after);
        core.stop(0);
    }
}
