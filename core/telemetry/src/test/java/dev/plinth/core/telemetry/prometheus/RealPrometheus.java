// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.prometheus;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The program of Prometheus and its tool, where {@code ./plinth test} has put them. */
public final class RealPrometheus implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpClient client = HttpClient.newHttpClient();
    private final URI base;
    private final Process process;

    private RealPrometheus(URI base, Process process) {
        this.base = base;
        this.process = process;
    }

    /** One of its own on loopback, with data that is there when it starts. */
    public static RealPrometheus start(Path directory, String openMetrics) throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        return start(directory, openMetrics, port);
    }

    /** As {@link #start(Path, String)}, on a port of whoever asks. */
    public static RealPrometheus start(Path directory, String openMetrics, int port) throws Exception {
        return start(directory, openMetrics, port, "global: {}\n");
    }

    /** As {@link #start(Path, String)}, on a port of whoever asks and with his configuration. */
    public static RealPrometheus start(Path directory, String openMetrics, int port, String configuration)
            throws Exception {
        Path metrics = Files.writeString(directory.resolve("data.om"), openMetrics);
        Path data = directory.resolve("data");
        promtool(directory, "tsdb", "create-blocks-from", "openmetrics", metrics.toString(), data.toString());
        Path config = Files.writeString(directory.resolve("prometheus.yml"), configuration);
        Path log = directory.resolve("prometheus.log");
        Process process = start(
                log,
                List.of(
                        program("prometheus"),
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + data,
                        "--storage.tsdb.retention.time=100y",
                        "--web.enable-remote-write-receiver",
                        "--enable-feature=native-histograms",
                        "--web.listen-address=127.0.0.1:" + port));
        RealPrometheus server = new RealPrometheus(URI.create("http://127.0.0.1:" + port), process);
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> server.get("/-/ready").statusCode() == 200);
        return server;
    }

    public String url() {
        return base.toString();
    }

    /** What the tool says when it succeeds. */
    static String promtool(Path directory, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(program("promtool")));
        command.addAll(List.of(arguments));
        Path log = Files.createTempFile(directory, "promtool", ".log");
        Process process = start(log, command);
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException(command + ": " + Files.readString(log));
        }
        return Files.readString(log);
    }

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

    private static Process start(Path log, List<String> command) throws IOException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    public HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(base.resolve(path)).build(), BodyHandlers.ofString());
    }

    HttpResponse<String> post(String path, String form) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(base.resolve(path))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(form))
                        .build(),
                BodyHandlers.ofString());
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
