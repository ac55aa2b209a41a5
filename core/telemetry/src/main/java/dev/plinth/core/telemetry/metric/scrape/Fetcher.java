// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.scrape;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** Asks targets over HTTP. Redirects are not followed, so that a token goes only where it was meant to. */
final class Fetcher implements AutoCloseable {
    private static final int OK = 200;

    private final ExecutorService executor = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("scrape-http-", 0).factory());
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .executor(executor)
            .build();

    /** An answer, uncompressed. */
    record Fetched(byte[] body, @Nullable String contentType) {}

    /** The whole answer, within the time and the size that the target has. */
    Fetched fetch(Target target, @Nullable String token) throws ScrapeException, InterruptedException {
        CompletableFuture<HttpResponse<byte[]>> answer = http.sendAsync(
                request(target, token),
                info -> info.statusCode() == OK
                        ? new BoundedBody(target.limits().bytes())
                        : BodySubscribers.replacing(new byte[0]));
        try {
            return read(answer.get(target.timeout().toNanos(), TimeUnit.NANOSECONDS), target);
        } catch (TimeoutException e) {
            throw late(target, e);
        } catch (ExecutionException e) {
            throw failed(target, e.getCause() == null ? e : e.getCause());
        } finally {
            answer.cancel(true);
        }
    }

    private static HttpRequest request(Target target, @Nullable String token) {
        HttpRequest.Builder request = HttpRequest.newBuilder(target.url())
                .header("Accept", ExpositionFormat.ACCEPT)
                .header("Accept-Encoding", "gzip")
                .header("User-Agent", "Plinth")
                .header(
                        "X-Prometheus-Scrape-Timeout-Seconds",
                        Long.toString(Math.max(1, target.timeout().toSeconds())));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return request.build();
    }

    private static Fetched read(HttpResponse<byte[]> answer, Target target) throws ScrapeException {
        if (answer.statusCode() != OK) {
            String to = answer.headers()
                    .firstValue("Location")
                    .map(where -> " to " + where)
                    .orElse("");
            throw new ScrapeException("HTTP " + answer.statusCode() + to + " (expected: " + OK + ")");
        }
        String encoding = answer.headers().firstValue("Content-Encoding").orElse("identity");
        byte[] body = switch (encoding) {
            case "identity" -> answer.body();
            case "gzip" -> inflated(answer.body(), target.limits().bytes());
            default -> throw new ScrapeException("Content-Encoding is " + encoding + " (expected: gzip or none)");
        };
        return new Fetched(body, answer.headers().firstValue("Content-Type").orElse(null));
    }

    private static byte[] inflated(byte[] body, int limit) throws ScrapeException {
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
            byte[] bytes = in.readNBytes(limit + 1);
            if (bytes.length > limit) {
                throw new ScrapeException(BoundedBody.tooLarge(limit));
            }
            return bytes;
        } catch (IOException e) {
            throw new ScrapeException("the answer is no gzip: " + e.getMessage(), e);
        }
    }

    private static ScrapeException late(Target target, Throwable cause) {
        return new ScrapeException("no complete answer within " + TargetDiscovery.seconds(target.timeout()), cause);
    }

    private static ScrapeException failed(Target target, Throwable failure) {
        return switch (failure) {
            case ScrapeException own -> own;
            case HttpConnectTimeoutException connect -> late(target, connect);
            case HttpTimeoutException late -> late(target, late);
            case ConnectException refused ->
                refused.getCause() instanceof UnresolvedAddressException
                        ? new ScrapeException("no such host", refused)
                        : new ScrapeException("no connection", refused);
            default -> {
                String message = failure.getMessage();
                yield new ScrapeException(message == null ? failure.getClass().getSimpleName() : message, failure);
            }
        };
    }

    @Override
    public void close() {
        http.shutdownNow();
        executor.shutdownNow();
    }
}
