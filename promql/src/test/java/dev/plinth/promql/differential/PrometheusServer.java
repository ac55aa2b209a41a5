// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql.differential;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A Prometheus of its own on loopback, with data that is there when it starts. */
final class PrometheusServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpClient client = HttpClient.newHttpClient();
    private final URI base;
    private final Process process;
    private final Path log;

    private PrometheusServer(URI base, Process process, Path log) {
        this.base = base;
        this.process = process;
        this.log = log;
    }

    /** A program beside the one that {@code PLINTH_PROMETHEUS} names, where {@code ./plinth test} has put it, or on the path. */
    private static String program(String name) {
        String prometheus = System.getenv("PLINTH_PROMETHEUS");
        if (prometheus != null) {
            return Path.of(prometheus).resolveSibling(name).toString();
        }
        String configured = System.getenv("XDG_CACHE_HOME");
        Path cache = configured == null ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(configured);
        Path fetched = cache.resolve("plinth/prometheus/usr/bin").resolve(name);
        return Files.isExecutable(fetched) ? fetched.toString() : name;
    }

    static PrometheusServer start(Path directory, String openMetrics) throws IOException, InterruptedException {
        Path metrics = Files.writeString(directory.resolve("data.om"), openMetrics);
        Path data = directory.resolve("data");
        run(
                directory,
                program("promtool"),
                "tsdb",
                "create-blocks-from",
                "openmetrics",
                metrics.toString(),
                data.toString());
        Path config = Files.writeString(directory.resolve("prometheus.yml"), "global: {}\n");
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Path log = directory.resolve("prometheus.log");
        Process process = start(
                directory,
                log,
                List.of(
                        program("prometheus"),
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + data,
                        "--storage.tsdb.retention.time=100y",
                        "--web.listen-address=127.0.0.1:" + port));
        PrometheusServer server = new PrometheusServer(URI.create("http://127.0.0.1:" + port), process, log);
        await().atMost(PATIENCE).ignoreExceptions().until(server::isReady);
        return server;
    }

    private static void run(Path directory, String... command) throws IOException, InterruptedException {
        Path log = directory.resolve("promtool.log");
        Process process = start(directory, log, List.of(command));
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException(String.join(" ", command) + ": " + Files.readString(log));
        }
    }

    private static Process start(Path directory, Path log, List<String> command) throws IOException {
        try {
            return new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
        } catch (IOException e) {
            throw new IOException(
                    "There is no " + command.getFirst() + "; ./plinth test fetches it, or PLINTH_PROMETHEUS names it",
                    e);
        }
    }

    private boolean isReady() throws IOException, InterruptedException {
        if (!process.isAlive()) {
            throw new IllegalStateException(Files.readString(log));
        }
        HttpRequest request = HttpRequest.newBuilder(base.resolve("/-/ready")).build();
        return client.send(request, BodyHandlers.ofString()).statusCode() == 200;
    }

    Answer instant(String query, long time) throws IOException, InterruptedException {
        return ask("/api/v1/query", Map.of("query", query, "time", seconds(time)));
    }

    Answer range(String query, long start, long end, long step) throws IOException, InterruptedException {
        return ask(
                "/api/v1/query_range",
                Map.of("query", query, "start", seconds(start), "end", seconds(end), "step", seconds(step)));
    }

    private static String seconds(long millis) {
        return millis / 1000 + "." + "%03d".formatted(millis % 1000);
    }

    private Answer ask(String path, Map<String, String> form) throws IOException, InterruptedException {
        String body = form.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        HttpRequest request = HttpRequest.newBuilder(base.resolve(path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body))
                .build();
        return Answer.ofJson(client.send(request, BodyHandlers.ofString()).body());
    }

    @Override
    public void close() throws InterruptedException {
        client.close();
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}
