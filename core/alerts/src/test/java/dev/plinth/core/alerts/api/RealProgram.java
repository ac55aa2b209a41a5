// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.api;

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

/** A server of Debian on loopback, or one of its tools, from where {@code ./plinth test} has put them. */
final class RealProgram implements AutoCloseable {
    static final String PROMETHEUS = "prometheus";
    static final String ALERTMANAGER = "prometheus-alertmanager";
    static final String AMTOOL = "amtool";

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpClient client = HttpClient.newHttpClient();
    private final URI base;
    private final Process process;
    private final Path log;

    private RealProgram(URI base, Process process, Path log) {
        this.base = base;
        this.process = process;
        this.log = log;
    }

    private static String find(String program) {
        String home = program.equals(PROMETHEUS) ? PROMETHEUS : ALERTMANAGER;
        String named = System.getenv(program.equals(PROMETHEUS) ? "PLINTH_PROMETHEUS" : "PLINTH_ALERTMANAGER");
        if (named != null) {
            return Path.of(named).resolveSibling(program).toString();
        }
        String configured = System.getenv("XDG_CACHE_HOME");
        Path cache = configured == null ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(configured);
        Path fetched = cache.resolve("plinth").resolve(home).resolve("usr/bin").resolve(program);
        return Files.isExecutable(fetched) ? fetched.toString() : program;
    }

    /** Both servers have the same arguments for what matters here. */
    static RealProgram serve(String program, Path directory, String config, String storage, String... more)
            throws IOException {
        Path configFile = Files.writeString(directory.resolve(program + ".yml"), config);
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        List<String> command = new ArrayList<>(List.of(
                find(program),
                "--config.file=" + configFile,
                "--" + storage + "=" + directory.resolve(program + "-data"),
                "--web.listen-address=127.0.0.1:" + port));
        command.addAll(List.of(more));
        Path log = directory.resolve(program + ".log");
        RealProgram server = new RealProgram(URI.create("http://127.0.0.1:" + port), start(log, command), log);
        await().atMost(PATIENCE).ignoreExceptions().until(server::isReady);
        return server;
    }

    /** What a tool says when it succeeds. */
    static String say(Path directory, String program, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(find(program)));
        command.addAll(List.of(arguments));
        Path log = Files.createTempFile(directory, program, ".log");
        Process process = start(log, command);
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException(command + ": " + Files.readString(log));
        }
        return Files.readString(log);
    }

    private static Process start(Path log, List<String> command) throws IOException {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
        } catch (IOException e) {
            throw new IOException("There is no " + command.getFirst() + "; ./plinth test fetches it", e);
        }
    }

    private boolean isReady() throws IOException, InterruptedException {
        if (!process.isAlive()) {
            throw new IllegalStateException(Files.readString(log));
        }
        return get("/-/ready").statusCode() == 200;
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
