// SPDX-License-Identifier: Apache-2.0
package dev.plinth.client;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** Asks Plinth, and tells apart what is worth another try and what is not. */
final class Http {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    /** @throws PlinthException when the answer is not 200 */
    JsonNode send(HttpRequest.Builder request) {
        HttpRequest built = request.timeout(Duration.ofSeconds(10)).build();
        try {
            HttpResponse<String> response = client.send(built, HttpResponse.BodyHandlers.ofString());
            int status = response.statusCode();
            if (status == 200) {
                return JSON.readTree(response.body());
            }
            String message = "%s: status %d %s".formatted(place(built.uri()), status, reason(response.body()));
            throw status >= 500 || status == 404 || status == 408 || status == 429
                    ? new PlinthException.Unavailable(message)
                    : new PlinthException.Refused(message);
        } catch (IOException | JacksonException e) {
            throw new PlinthException.Unavailable(place(built.uri()) + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlinthException.Unavailable(place(built.uri()) + ": interrupted", e);
        }
    }

    private static String place(URI uri) {
        return uri.getScheme() + "://" + uri.getRawAuthority() + uri.getRawPath();
    }

    /** What a problem (RFC 9457) or an OAuth error says; nothing of anything else. */
    private static String reason(String body) {
        JsonNode problem;
        try {
            problem = JSON.readTree(body);
        } catch (JacksonException e) {
            problem = MissingNode.getInstance();
        }
        String oauth = problem.path("error").asString("");
        String detail = problem.path("detail")
                .asString(problem.path("error_description").asString(""));
        return (oauth + " " + detail).strip();
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
