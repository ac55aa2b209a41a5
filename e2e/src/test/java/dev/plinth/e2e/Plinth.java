// SPDX-License-Identifier: Apache-2.0
package dev.plinth.e2e;

import dev.plinth.engines.Ports;
import dev.plinth.engines.SecretFiles;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One installation, used through {@code ./plinth} as anybody would. */
final class Plinth implements AutoCloseable {
    static final Path HOME = Path.of("..").toAbsolutePath().normalize();
    static final JsonMapper JSON = JsonMapper.shared();

    static {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
    }

    private static final int LONGEST_MINUTES = 9;
    private static final int[] BASE_PORTS = {
        4317, 4318, 7070, 7080, 7432, 7379, 7092, 7093, 7200, 8080, 8101, 8102, 8103
    };

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Path data;
    private final int offset = freeOffset();

    Plinth(Path data) {
        this.data = data;
    }

    private static int freeOffset() {
        while (true) {
            int offset = ThreadLocalRandom.current().nextInt(11_000, 24_000);
            boolean free = true;
            for (int port : BASE_PORTS) {
                free &= Ports.isFree(port + offset);
            }
            if (free) {
                return offset;
            }
        }
    }

    /** What a command said, and how it ended. */
    record Result(int code, String output) {
        /** The one-time link that {@code up} prints. */
        String link() {
            return output.lines()
                    .filter(line -> line.contains("/sign-in/link?token="))
                    .map(line -> line.replaceAll(".*(http://\\S+).*", "$1"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    Path data() {
        return data;
    }

    int corePort() {
        return 7070 + offset;
    }

    /** Where the world reaches it. */
    String publicUrl() {
        return "http://localhost:" + port(8080);
    }

    int port(int base) {
        return base + offset;
    }

    /** {@code plinth up --detach} on this installation. */
    Result up(String... more) {
        List<String> arguments = new ArrayList<>(List.of("up", "--detach", "--port-offset", Integer.toString(offset)));
        arguments.addAll(List.of(more));
        return run(arguments.toArray(String[]::new));
    }

    /** Any command on this installation. */
    Result run(String... arguments) {
        List<String> command = new ArrayList<>(List.of(HOME.resolve("plinth").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--data", data.toString()));
        return execute(command, Map.of());
    }

    /** Any command at all. */
    static Result execute(List<String> command, Map<String, String> environment) {
        try {
            Path output = Files.createTempFile("plinth-e2e-", ".out");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectOutput(output.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            if (!process.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IllegalStateException(
                        "Not done in %d minutes: %s%n".formatted(LONGEST_MINUTES, command) + Files.readString(output));
            }
            String said = Files.readString(output);
            Files.delete(output);
            return new Result(process.exitValue(), said);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The processes, as {@code status --json} tells. */
    List<JsonNode> processes() {
        String output = run("status", "--json").output();
        return JSON.readTree(output).at("/processes").valueStream().toList();
    }

    /** Whether a supervisor is there and says that all are ready; read from its file, because a command costs a JVM each time. */
    boolean allReady() {
        JsonNode state = state();
        List<JsonNode> processes = state.at("/processes").valueStream().toList();
        return ProcessHandle.of(state.at("/supervisorPid").asLong())
                        .filter(ProcessHandle::isAlive)
                        .isPresent()
                && !processes.isEmpty()
                && processes.stream()
                        .allMatch(process -> process.at("/state").asString().equalsIgnoreCase("ready"));
    }

    /** What the supervisor says of itself; cheaper than a command. */
    JsonNode state() {
        try {
            return JSON.readTree(Files.readString(data.resolve("run").resolve("state.json")));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Pid of a process, or of the {@code supervisor}; 0 while there is none. */
    long pid(String name) {
        if (name.equals("supervisor")) {
            return state().at("/supervisorPid").asLong();
        }
        return state().at("/processes")
                .valueStream()
                .filter(process -> process.at("/name").asString().equals(name))
                .mapToLong(process -> process.at("/pid").asLong())
                .findFirst()
                .orElse(0);
    }

    /** SIGKILL. */
    static void kill(long pid) {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }

    String token() {
        return SecretFiles.read(data.resolve("secrets").resolve("local.token"));
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + corePort() + path))
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", "Bearer " + token());
    }

    JsonNode get(String path) throws IOException, InterruptedException {
        return JSON.readTree(
                http.send(request(path).build(), BodyHandlers.ofString()).body());
    }

    HttpResponse<String> apply(String json, String message) throws IOException, InterruptedException {
        return http.send(
                request("/api/v1/apply?message=" + message)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(json, StandardCharsets.UTF_8))
                        .build(),
                BodyHandlers.ofString());
    }

    HttpClient http() {
        return http;
    }

    @Override
    public void close() {
        run("down");
    }
}
