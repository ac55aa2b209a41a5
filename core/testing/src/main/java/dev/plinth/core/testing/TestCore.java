// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.testing;

import dev.plinth.engines.EngineConnection;
import dev.plinth.engines.SecretFiles;
import dev.plinth.engines.testing.TestingPostgres;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A running core, spoken to over HTTP as everybody does. The caller is {@code local:<user>}, an administrator, unless told otherwise. */
public final class TestCore implements Closeable {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ConfigurableApplicationContext context;
    private final Path directory;
    private final int port;

    private TestCore(Class<?> application, EngineConnection database, Path directory, List<String> settings) {
        this.directory = directory;
        SecretFiles.ensure(directory.resolve("local.token"));
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--server.address=127.0.0.1",
                "--server.tomcat.connection-timeout=3s",
                // who is slow between two requests is only a busy machine
                "--server.tomcat.keep-alive-timeout=60s",
                "--spring.main.banner-mode=off",
                "--spring.threads.virtual.enabled=true",
                "--spring.datasource.hikari.connection-timeout=2000",
                "--logging.level.root=warn",
                "--plinth.engines.postgres.url=" + database.url(),
                "--plinth.engines.postgres.username=" + database.username(),
                "--plinth.engines.postgres.password-file=" + database.passwordFile(),
                "--plinth.secrets.master-key-file=" + directory.resolve("master.key"),
                "--plinth.access.local-token-file=" + directory.resolve("local.token"),
                "--plinth.access.credentials-directory=" + directory.resolve("credentials")));
        arguments.addAll(settings);
        this.context = new SpringApplication(application).run(arguments.toArray(String[]::new));
        this.port = Objects.requireNonNull(context.getEnvironment().getProperty("local.server.port", Integer.class));
    }

    /** On a database of its own. */
    public static TestCore start(Class<?> application) {
        return start(application, TestingPostgres.freshDatabase());
    }

    /** With a master key of its own. */
    public static TestCore start(Class<?> application, EngineConnection database) {
        return start(application, database, temporary());
    }

    /**
     * With the keys and tokens of that directory.
     *
     * @param settings as on a command line: {@code --plinth.public-url=…}
     */
    public static TestCore start(Class<?> application, EngineConnection database, Path directory, String... settings) {
        return new TestCore(application, database, directory, List.of(settings));
    }

    public static Path temporary() {
        try {
            return Files.createTempDirectory("plinth-core-");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    public Path directory() {
        return directory;
    }

    public int port() {
        return port;
    }

    /** The administrator. */
    public Caller admin() {
        return new Caller(SecretFiles.read(directory.resolve("local.token")));
    }

    /** {@code process:<name>}, who has no rights but those that a binding gives. */
    public Caller process(String name) {
        return new Caller(SecretFiles.read(
                SecretFiles.ensure(directory.resolve("credentials").resolve(name + ".token"))));
    }

    /** {@code app:<name>}, as a process of {@code apps:} is. */
    public Caller app(String name) {
        return new Caller(SecretFiles.read(SecretFiles.ensure(
                directory.resolve("credentials").resolve("apps").resolve(name + ".token"))));
    }

    /** Whoever that token belongs to. */
    public Caller withToken(String token) {
        return new Caller(token);
    }

    public Caller anonymous() {
        return new Caller(null);
    }

    @Override
    public void close() {
        context.close();
    }

    /** What came back. */
    public record Answer(int status, JsonNode body, HttpResponse<byte[]> response) {
        public String code() {
            return body.path("code").asString("");
        }

        public String text() {
            return new String(response.body(), StandardCharsets.UTF_8);
        }

        public String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }
    }

    /** Somebody with a token, or without. */
    public final class Caller {
        private final @Nullable String token;

        private Caller(@Nullable String token) {
            this.token = token;
        }

        public Answer get(String path) {
            return send("GET", path, null, null, Map.of());
        }

        public Answer delete(String path) {
            return send("DELETE", path, null, null, Map.of());
        }

        public Answer put(String path, String json) {
            return put(path, json, Map.of());
        }

        public Answer put(String path, String json, Map<String, String> headers) {
            return send("PUT", path, "application/json", json.getBytes(StandardCharsets.UTF_8), headers);
        }

        public Answer post(String path, String contentType, String body) {
            return send("POST", path, contentType, body.getBytes(StandardCharsets.UTF_8), Map.of());
        }

        public Answer apply(String yaml) {
            return post("/api/v1/apply", "application/yaml", yaml);
        }

        public Answer send(
                String method,
                String path,
                @Nullable String contentType,
                byte @Nullable [] body,
                Map<String, String> headers) {
            HttpRequest.Builder request = request(path, headers)
                    .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
            if (contentType != null) {
                request.header("Content-Type", contentType);
            }
            try {
                HttpResponse<byte[]> response = http.send(request.build(), BodyHandlers.ofByteArray());
                boolean json =
                        response.headers().firstValue("Content-Type").orElse("").contains("json");
                return new Answer(
                        response.statusCode(),
                        JSON.readTree(
                                json && response.body().length > 0
                                        ? response.body()
                                        : "{}".getBytes(StandardCharsets.UTF_8)),
                        response);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }

        /** Opens a watch; the events are read one by one. */
        public Watching watch(String query, Map<String, String> headers) {
            try {
                HttpRequest request = request("/api/v1/watch" + query, headers).build();
                var response = http.send(request, BodyHandlers.ofInputStream());
                return new Watching(
                        response.statusCode(),
                        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8)));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }

        private HttpRequest.Builder request(String path, Map<String, String> headers) {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
            headers.forEach(request::header);
            if (token != null) {
                request.header("Authorization", "Bearer " + token);
            }
            return request;
        }
    }

    /** A server-sent event; name and data are empty in a heartbeat. */
    public record Sse(String id, String name, JsonNode data) {}

    /** The events of a watch. */
    public record Watching(int status, BufferedReader lines) implements Closeable {
        /** The next event, or null at the end of the stream. */
        public @Nullable Sse next() {
            String id = "";
            String name = "";
            String data = "";
            try {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (line.isEmpty()) {
                        return new Sse(id, name, JSON.readTree(data.isEmpty() ? "{}" : data));
                    }
                    int colon = line.indexOf(": ");
                    String value = line.substring(colon + 2);
                    switch (line.substring(0, colon)) {
                        case "id" -> id = value;
                        case "event" -> name = value;
                        case "data" -> data = value;
                        default -> throw new IllegalStateException(line);
                    }
                }
                return null;
            } catch (IOException e) {
                return null;
            }
        }

        /** The next news of that name; what an earlier test has written may come before it. */
        public Sse newsOf(String name) {
            Sse news;
            do {
                news = nextNews();
            } while (!news.data().at("/name").asString("").equals(name));
            return news;
        }

        /** The next event that is no heartbeat. */
        public Sse nextNews() {
            Sse event = next();
            while (event != null && event.name().isEmpty()) {
                event = next();
            }
            return Objects.requireNonNull(event, "the stream ended");
        }

        /** Reads the state to its end, and returns the position. */
        public String synced() {
            Sse event = nextNews();
            while (!event.name().equals("synced")) {
                event = nextNews();
            }
            return event.id();
        }

        @Override
        public void close() {
            try {
                lines.close();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
