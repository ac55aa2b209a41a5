// SPDX-License-Identifier: Apache-2.0

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
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The access token of the app that sends; another one before it expires. */
final class Token {
    private static final Pattern ACCESS_TOKEN = Pattern.compile("\"access_token\"\\s*:\\s*\"([^\"]+)\"");
    private static final Duration LIFE = Duration.ofMinutes(3);

    private final URI uri;
    private final String basic;
    private final HttpClient http = HttpClient.newHttpClient();
    private String current = "";
    private long since;

    Token(TelemetryBenchmark given) throws IOException {
        uri = URI.create(given.text("public") + "/oauth2/token");
        String pair = "bench:" + Files.readString(Path.of(given.text("secretFile"))).strip();
        basic = "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    synchronized String bearer() throws IOException {
        if (current.isEmpty() || System.nanoTime() - since > LIFE.toNanos()) {
            since = System.nanoTime();
            current = "Bearer " + fetch();
        }
        return current;
    }

    private String fetch() throws IOException {
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Authorization", basic)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("grant_type=client_credentials"))
                .build();
        try {
            HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
            Matcher token = ACCESS_TOKEN.matcher(answer.body());
            if (!token.find()) {
                throw new IOException("there is no token: " + answer.statusCode() + " " + answer.body());
            }
            return token.group(1);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
