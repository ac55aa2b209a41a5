// SPDX-License-Identifier: Apache-2.0
package dev.plinth.cli;

import dev.plinth.cli.settings.ExitCode;
import dev.plinth.cli.settings.Failure;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** Signs a person in at a Plinth elsewhere, without a browser on this machine (RFC 8628). */
final class DeviceFlow {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String CLIENT = "plinth-cli";
    private static final int DEFAULT_INTERVAL_SECONDS = 5;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final String url;

    DeviceFlow(String url) {
        this.url = url;
    }

    /** What the person is to do. */
    record Invitation(String page, String code, String deviceCode, int intervalSeconds, Duration lifetime) {}

    private record Reply(int status, JsonNode body) {}

    Invitation begin() {
        Reply reply = post("/oauth2/device_authorization", Map.of("scope", "profile plinth"));
        if (reply.status() != 200) {
            throw refused(reply);
        }
        JsonNode body = reply.body();
        return new Invitation(
                body.path("verification_uri").asString(),
                body.path("user_code").asString(),
                body.path("device_code").asString(),
                body.path("interval").asInt(DEFAULT_INTERVAL_SECONDS),
                Duration.ofSeconds(body.path("expires_in").asLong()));
    }

    /** Waits until the person has agreed or refused, or the code has expired. */
    Logins.Login await(Invitation invitation, Clock clock) throws InterruptedException {
        int interval = invitation.intervalSeconds();
        while (true) {
            Reply reply = post(
                    "/oauth2/token",
                    Map.of(
                            "grant_type",
                            "urn:ietf:params:oauth:grant-type:device_code",
                            "device_code",
                            invitation.deviceCode()));
            if (reply.status() == 200) {
                return Logins.Login.of(reply.body(), clock.instant());
            }
            switch (reply.body().path("error").asString()) {
                case "authorization_pending" -> {}
                case "slow_down" -> interval += DEFAULT_INTERVAL_SECONDS;
                case "expired_token" ->
                    throw new Failure(ExitCode.PERMISSION, "The code has expired", "Run plinth login again.");
                case "access_denied" ->
                    throw new Failure(
                            ExitCode.PERMISSION, "You have refused in the browser", "Run plinth login again.");
                default -> throw refused(reply);
            }
            TimeUnit.SECONDS.sleep(interval);
        }
    }

    Logins.Login refresh(String refreshToken, Clock clock) {
        Reply reply = post("/oauth2/token", Map.of("grant_type", "refresh_token", "refresh_token", refreshToken));
        if (reply.status() != 200) {
            throw new Failure(
                    ExitCode.PERMISSION, "You are not signed in at " + url + " any more", "Run plinth login " + url);
        }
        return Logins.Login.of(reply.body(), clock.instant());
    }

    void revoke(String refreshToken) {
        post("/oauth2/revoke", Map.of("token", refreshToken));
    }

    private Reply post(String path, Map<String, String> parameters) {
        String form = "client_id=" + CLIENT
                + parameters.entrySet().stream()
                        .map(each -> "&" + each.getKey() + "=" + Api.encoded(each.getValue()))
                        .collect(Collectors.joining());
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .timeout(Duration.ofSeconds(20))
                    .POST(HttpRequest.BodyPublishers.ofString(form))
                    .build();
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            String body = response.body();
            return new Reply(
                    response.statusCode(), body.startsWith("{") ? JSON.readTree(body) : MissingNode.getInstance());
        } catch (IOException e) {
            throw new Failure(
                    ExitCode.TEMPORARY,
                    url + " does not answer: " + e.getMessage(),
                    "Check the URL and the network.",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(ExitCode.TEMPORARY, "Interrupted", "Try again.", e);
        }
    }

    private Failure refused(Reply reply) {
        return new Failure(
                ExitCode.REFUSED,
                "%s answers with status %d %s"
                        .formatted(
                                url, reply.status(), reply.body().path("error").asString("")),
                "Check that it is the URL of a Plinth.");
    }
}
