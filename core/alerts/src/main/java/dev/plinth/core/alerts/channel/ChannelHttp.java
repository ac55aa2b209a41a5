// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.channel;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Asks providers over HTTP. Redirects are not followed, so that secrets go only where they were meant to. No failure says more of a URL than its host, or has a
 * cause: both may have secrets in them.
 */
final class ChannelHttp implements AutoCloseable {
    private static final int MOST_BYTES = 64 << 10;
    private static final int MOST_SHOWN = 300;
    private static final int TOO_MANY = 429;
    private static final int REQUEST_TIMEOUT = 408;
    private static final Duration LONGEST_PAUSE = Duration.ofDays(1);

    private final ExecutorService executor = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("alert-channel-http-", 0).factory());
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .executor(executor)
            .build();

    /** What is sent. */
    record Request(String method, String url, String contentType, byte[] body, Map<String, String> headers) {
        static Request json(String url, byte[] body, Map<String, String> headers) {
            return new Request("POST", url, "application/json; charset=utf-8", body, headers);
        }
    }

    /**
     * The answer.
     *
     * @throws DeliveryException when there is none, or it is not 2xx
     */
    String send(Request request, Delivery delivery) throws DeliveryException, InterruptedException {
        HttpRequest built = built(request);
        String host = built.uri().getHost();
        CompletableFuture<HttpResponse<byte[]>> answer =
                http.sendAsync(built, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MOST_BYTES));
        try {
            return read(answer.get(delivery.left().toNanos(), TimeUnit.NANOSECONDS), host, delivery);
        } catch (TimeoutException e) {
            throw late(host);
        } catch (ExecutionException e) {
            throw failed(host, e.getCause() == null ? e : e.getCause());
        } finally {
            answer.cancel(true);
        }
    }

    private static HttpRequest built(Request request) throws DeliveryException {
        try {
            HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(request.url))
                    .method(request.method, BodyPublishers.ofByteArray(request.body));
            request.headers.forEach(builder::setHeader);
            return builder.setHeader("Content-Type", request.contentType)
                    .setHeader("User-Agent", "Plinth")
                    .build();
        } catch (IllegalArgumentException e) {
            // it says the URL or the header, in which secrets are
            throw new DeliveryException(
                    "the request cannot be made (expected: a URL, and headers without line ends)", true, null, null);
        }
    }

    private static String read(HttpResponse<byte[]> answer, String host, Delivery delivery) throws DeliveryException {
        String body = new String(answer.body(), StandardCharsets.UTF_8);
        int status = answer.statusCode();
        if (status / 100 == 2) {
            return body;
        }
        boolean lasting = status < 500 && status != TOO_MANY && status != REQUEST_TIMEOUT;
        throw new DeliveryException(
                "%s answers HTTP %d%s".formatted(host, status, shown(body, delivery)),
                lasting,
                answer.headers()
                        .firstValue("Retry-After")
                        .map(text -> retryAfter(text, delivery.now()))
                        .orElse(null),
                null);
    }

    /** What an answer says, for people; empty when it says nothing. */
    static String shown(String body, Delivery delivery) {
        String text = delivery.secrets()
                .hidden(body)
                .replaceAll("[\\p{Cntrl}\\s]+", " ")
                .strip();
        return text.isEmpty() ? "" : ": " + Cut.characters(text, MOST_SHOWN);
    }

    /** Seconds or a time, as RFC 9110 has them; null when it is neither. */
    static @Nullable Duration retryAfter(String text, Instant now) {
        try {
            Duration pause = text.strip().matches("[0-9]{1,9}")
                    ? Duration.ofSeconds(Long.parseLong(text.strip()))
                    : Duration.between(
                            now,
                            ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                                    .toInstant());
            return pause.isNegative() ? Duration.ZERO : pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static DeliveryException late(String host) {
        return new DeliveryException(host + " does not answer in time (timeoutSeconds)", false, null, null);
    }

    private static DeliveryException failed(String host, Throwable failure) {
        return switch (failure) {
            case HttpConnectTimeoutException connect -> late(host);
            case HttpTimeoutException late -> late(host);
            case ConnectException refused
            when refused.getCause() instanceof UnresolvedAddressException ->
                new DeliveryException("there is no host " + host, false, null, null);
            case ConnectException refused -> new DeliveryException("no connection to " + host, false, null, null);
            case SSLException tls ->
                new DeliveryException("no TLS with %s: %s".formatted(host, tls.getMessage()), false, null, null);
            case IOException io
            when String.valueOf(io.getMessage()).contains("body exceeds") ->
                new DeliveryException(host + " answers more than %d bytes".formatted(MOST_BYTES), false, null, null);
            default ->
                new DeliveryException(
                        "no answer of %s (%s)"
                                .formatted(host, failure.getClass().getSimpleName()),
                        false,
                        null,
                        null);
        };
    }

    @Override
    public void close() {
        http.shutdownNow();
        executor.shutdownNow();
    }
}
