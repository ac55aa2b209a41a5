// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.dispatch;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A real Alertmanager of its own on loopback. */
final class AlertmanagerServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Pattern LOADED =
            Pattern.compile("ts=(\\S+) .*msg=\"Completed loading of configuration file\"");

    private final HttpClient client = HttpClient.newHttpClient();
    private final URI base;
    private final Process process;
    private final Path log;

    private AlertmanagerServer(URI base, Process process, Path log) {
        this.base = base;
        this.process = process;
        this.log = log;
    }

    /** The program that {@code PLINTH_ALERTMANAGER} names, that {@code ./plinth test} has fetched, or that is on the path. */
    private static String program() {
        String alertmanager = System.getenv("PLINTH_ALERTMANAGER");
        if (alertmanager != null) {
            return alertmanager;
        }
        String configured = System.getenv("XDG_CACHE_HOME");
        Path cache = configured == null ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(configured);
        Path fetched = cache.resolve("plinth/prometheus-alertmanager/usr/bin/prometheus-alertmanager");
        return Files.isExecutable(fetched) ? fetched.toString() : "prometheus-alertmanager";
    }

    static AlertmanagerServer start(Path directory, String config) throws IOException {
        Path configFile = Files.writeString(directory.resolve("alertmanager.yml"), config);
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Path log = directory.resolve("alertmanager.log");
        Process process = start(
                directory,
                log,
                List.of(
                        program(),
                        "--config.file=" + configFile,
                        "--storage.path=" + directory.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port,
                        "--cluster.listen-address="));
        AlertmanagerServer server = new AlertmanagerServer(URI.create("http://127.0.0.1:" + port), process, log);
        await().atMost(PATIENCE).ignoreExceptions().until(server::isReady);
        return server;
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
                    "There is no " + command.getFirst() + "; ./plinth test fetches it, or PLINTH_ALERTMANAGER names it",
                    e);
        }
    }

    private boolean isReady() throws IOException, InterruptedException {
        if (!process.isAlive()) {
            throw new IllegalStateException(Files.readString(log));
        }
        return get("/-/ready").statusCode() == 200;
    }

    /** When it began to dispatch, from which it counts when groups are tidied up. */
    Instant startedAt() throws IOException {
        Matcher line = LOADED.matcher(Files.readString(log));
        if (!line.find()) {
            throw new IllegalStateException(Files.readString(log));
        }
        return Instant.parse(line.group(1));
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(base.resolve(path)).GET());
    }

    HttpResponse<String> delete(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(base.resolve(path)).DELETE());
    }

    HttpResponse<String> post(String path, String json) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(base.resolve(path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json)));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
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
