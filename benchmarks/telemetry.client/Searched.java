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

/** What an OpenSearch can find. Asked directly, because Plinth's API counts up to 10,000 only. */
final class Searched {
    private static final Pattern COUNT = Pattern.compile("\"count\":(\\d+)");
    private static final Pattern MERGING = Pattern.compile("\"merges\":\\{\"current\":(\\d+)");
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final int port;
    private final String basic;
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    Searched(int port, Path passwordFile) throws IOException {
        this.port = port;
        String pair = "plinth:" + Files.readString(passwordFile).strip();
        basic = "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    int port() {
        return port;
    }

    String authorization() {
        return basic;
    }

    /** @param indices a pattern, of which there may be none */
    long count(String indices) throws IOException, InterruptedException {
        Matcher count = COUNT.matcher(ask("GET", "/" + indices + "/_count?ignore_unavailable=true", ""));
        count.find();
        return Long.parseLong(count.group(1));
    }

    /** Whether there are that many before the limit; asks five times a second. */
    boolean reaches(String indices, long wanted, Duration limit) throws IOException, InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (count(indices) < wanted) {
            if (System.nanoTime() > end) {
                return false;
            }
            Thread.sleep(200);
        }
        return true;
    }

    /** Waits until there are that many, or no more have come for so long. */
    void reachesOrStays(String indices, long wanted, Duration patience) throws IOException, InterruptedException {
        long before = -1;
        for (long now = count(indices); now < wanted && now > before; now = count(indices)) {
            before = now;
            reaches(indices, now + 1, patience);
        }
    }

    void create(String index) throws IOException, InterruptedException {
        ask("PUT", "/" + index, "");
    }

    /** Deletes what is there, each by its name. */
    void delete(String indices) throws IOException, InterruptedException {
        for (String index : ask("GET", "/_cat/indices/" + indices + "?h=index", "").split("\n")) {
            if (!index.isBlank()) {
                ask("DELETE", "/" + index.strip(), "");
            }
        }
    }

    /** Waits until segments are no longer merged, for what is merged later belongs to what was written before. */
    void settle() throws IOException, InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        int quiet = 0;
        while (quiet < 3 && System.nanoTime() < end) {
            Thread.sleep(1_000);
            Matcher merging = MERGING.matcher(ask("GET", "/_stats/merge", ""));
            quiet = merging.find() && merging.group(1).equals("0") ? quiet + 1 : 0;
        }
    }

    String ask(String method, String path, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", basic)
                .header("Content-Type", "application/json")
                .timeout(TIMEOUT)
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
        // its circuit breaker counts garbage as memory that is used (429), and a new index has no shard at first (503)
        for (int again = 0; (answer.statusCode() == 429 || answer.statusCode() == 503) && again < 200; again++) {
            Thread.sleep(200);
            answer = http.send(request, BodyHandlers.ofString());
        }
        if (answer.statusCode() != 200) {
            throw new IOException("OpenSearch answers %s %s with %d %s".formatted(method, path, answer.statusCode(), answer.body()));
        }
        return answer.body();
    }
}
