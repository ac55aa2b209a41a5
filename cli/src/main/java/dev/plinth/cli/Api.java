// SPDX-License-Identifier: Apache-2.0
package dev.plinth.cli;

import dev.plinth.cli.settings.DataDirectory;
import dev.plinth.cli.settings.ExitCode;
import dev.plinth.cli.settings.Failure;
import dev.plinth.cli.supervisor.StateFile;
import dev.plinth.engines.SecretFiles;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** The API, asked with the token of this installation or of a login from afar. Problems become {@link Failure}s that say all the server said. */
final class Api {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final String base;
    private final String token;

    private Api(String base, String token) {
        this.base = base;
        this.token = token;
    }

    /** At that URL, as who signed in there. */
    static Api at(String url, Logins logins) {
        return new Api(url + "/api/v1/", logins.accessToken(url));
    }

    /** @throws Failure {@link ExitCode#NOT_RUNNING} */
    static Api of(DataDirectory data) {
        StateFile.State state = data.isSupervised() ? StateFile.read(data.stateFile()) : null;
        if (state == null || !Files.isReadable(data.localToken())) {
            throw new Failure(
                    ExitCode.NOT_RUNNING,
                    "Plinth does not run on " + data.root(),
                    "Start it with plinth up, or name its directory with --data.");
        }
        return local(state.corePort(), data);
    }

    /** On this machine, when the core is known to be there. */
    static Api local(int corePort, DataDirectory data) {
        return new Api("http://127.0.0.1:" + corePort + "/api/v1/", SecretFiles.read(data.localToken()));
    }

    JsonNode get(String path, Map<String, String> parameters) {
        return json(send("GET", path, parameters, null, BodyPublishers.noBody()));
    }

    /** How the world reaches it; anybody may know. */
    String publicUrl() {
        return json(send("GET", "../../.well-known/openid-configuration", Map.of(), null, BodyPublishers.noBody()))
                .path("issuer")
                .asString();
    }

    JsonNode send(String method, String path, Map<String, String> parameters) {
        return json(send(method, path, parameters, null, BodyPublishers.noBody()));
    }

    JsonNode patch(String path, String json) {
        return json(send("PATCH", path, Map.of(), "application/json", BodyPublishers.ofString(json)));
    }

    JsonNode post(String path, Map<String, String> parameters, String contentType, BodyPublisher body) {
        return json(send("POST", path, parameters, contentType, body));
    }

    /** An answer that is read while it comes. */
    InputStream stream(String path, Map<String, String> parameters) {
        return send("GET", path, parameters, null, BodyPublishers.noBody()).body();
    }

    private HttpResponse<InputStream> send(
            String method,
            String path,
            Map<String, String> parameters,
            @Nullable String contentType,
            BodyPublisher body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path, parameters))
                .header("Authorization", "Bearer " + token)
                .method(method, body);
        if (contentType != null) {
            request.header("Content-Type", contentType);
        }
        try {
            HttpResponse<InputStream> response = http.send(request.build(), BodyHandlers.ofInputStream());
            if (response.statusCode() >= 400) {
                throw refused(response);
            }
            return response;
        } catch (IOException e) {
            throw new Failure(
                    ExitCode.TEMPORARY,
                    "The core does not answer at " + base + ": " + e.getMessage(),
                    "See plinth status and plinth logs core.",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(ExitCode.TEMPORARY, "Interrupted", "Try again.", e);
        }
    }

    private URI uri(String path, Map<String, String> parameters) {
        String query = parameters.entrySet().stream()
                .filter(parameter -> !parameter.getValue().isEmpty())
                .map(parameter -> parameter.getKey() + "=" + encoded(parameter.getValue()))
                .collect(Collectors.joining("&"));
        return URI.create(base + path + (query.isEmpty() ? "" : "?" + query)).normalize();
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static JsonNode json(HttpResponse<InputStream> response) {
        try (InputStream body = response.body()) {
            byte[] bytes = body.readAllBytes();
            return bytes.length == 0 ? MissingNode.getInstance() : JSON.readTree(bytes);
        } catch (IOException | JacksonException e) {
            throw new Failure(
                    ExitCode.DEFECT, "The answer cannot be read: " + e.getMessage(), "See plinth logs core.", e);
        }
    }

    private static Failure refused(HttpResponse<InputStream> response) {
        JsonNode problem;
        try {
            problem = json(response);
        } catch (Failure e) {
            problem = MissingNode.getInstance();
        }
        StringBuilder message = new StringBuilder(problem.path("detail").asString("status " + response.statusCode()));
        for (JsonNode violation : problem.path("violations")) {
            message.append("\n    ").append(violation.path("field").asString());
            JsonNode offending = violation.path("offending");
            message.append(": ")
                    .append(offending.isNull() || offending.isMissingNode() ? "missing" : offending.asString())
                    .append(" (expected: ")
                    .append(violation.path("expected").asString())
                    .append(')');
        }
        if (problem.has("line")) {
            message.append("\n    line ")
                    .append(problem.path("line").asInt())
                    .append(", column ")
                    .append(problem.path("column").asInt());
        }
        int status = response.statusCode();
        ExitCode code = status == 401 || status == 403
                ? ExitCode.PERMISSION
                : status == 503 ? ExitCode.TEMPORARY : status >= 500 ? ExitCode.DEFECT : ExitCode.REFUSED;
        return new Failure(
                code,
                message.toString(),
                problem.path("title").asString("See plinth logs core") + " ["
                        + problem.path("code").asString("status." + status) + "]");
    }
}
