// SPDX-License-Identifier: Apache-2.0
package dev.plinth.logs;

import dev.plinth.logs.ProtobufReader.MalformedException;
import dev.plinth.logs.SendResult.ComeBack;
import dev.plinth.logs.SendResult.Refused;
import dev.plinth.logs.SendResult.Taken;
import dev.plinth.logs.SendResult.TakenPartly;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Sends requests to a Plinth, one at a time, and says what became of each. It never sends a request twice by itself, but with a key that was renewed. */
public final class LogSender {
    /** Where a Plinth on this machine takes telemetry. */
    public static final URI DEFAULT_ENDPOINT = URI.create("http://127.0.0.1:4318");

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);
    private static final int MAX_ANSWER = 64 << 10;
    private static final int MAX_REASON = 300;

    /** What is sent: each has a path of its own. */
    public enum Signal {
        LOGS("/v1/logs"),
        METRICS("/v1/metrics");

        private final String path;

        Signal(String path) {
            this.path = path;
        }
    }

    private final URI target;
    private final Credential credential;
    private final Duration timeout;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT_TIMEOUT)
            .executor(OwnThread.pool())
            .build();

    /**
     * @param endpoint scheme, host and port, and a path before {@code /v1/logs} where there is one
     * @throws IllegalArgumentException when it is no address to send to
     */
    public LogSender(URI endpoint, Credential credential) {
        this(endpoint, credential, Pace.USUAL.answer());
    }

    /**
     * Sends something else than logs.
     *
     * @param endpoint without the path of the signal, or with it
     * @throws IllegalArgumentException when it is no address to send to
     */
    public LogSender(URI endpoint, Signal signal, Credential credential) {
        this(endpoint, signal, credential, Pace.USUAL.answer());
    }

    LogSender(URI endpoint, Credential credential, Duration timeout) {
        this(endpoint, Signal.LOGS, credential, timeout);
    }

    private LogSender(URI endpoint, Signal signal, Credential credential, Duration timeout) {
        this.target = target(endpoint, signal.path);
        this.credential = credential;
        this.timeout = timeout;
    }

    static void requireAddress(URI endpoint) {
        String scheme = endpoint.getScheme();
        boolean known = "http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme);
        if (!known || endpoint.getHost() == null || endpoint.getRawUserInfo() != null) {
            throw new IllegalArgumentException("endpoint: "
                    + scheme
                    + ":… (expected: http:// or https:// with a host, a port and no user, like "
                    + DEFAULT_ENDPOINT
                    + ")");
        }
    }

    private static URI target(URI endpoint, String signal) {
        requireAddress(endpoint);
        String path = endpoint.getRawPath() == null ? "" : endpoint.getRawPath().replaceFirst("/+$", "");
        return URI.create(endpoint.getScheme() + "://" + endpoint.getRawAuthority()
                + (path.endsWith(signal) ? path : path + signal));
    }

    /** Where it sends to. */
    public URI target() {
        return target;
    }

    /** Whether a key would be readable on its way. */
    boolean tellsItsKey() {
        String host = target.getHost();
        return credential.isPresent()
                && "http".equalsIgnoreCase(target.getScheme())
                && !(host.startsWith("127.") || host.equals("localhost") || host.equals("[::1]"));
    }

    /**
     * Sends a request, compressed, and waits for the answer for as long as the time-out allows.
     *
     * @param request of {@link OtlpLogs}, or of the signal that this sends
     * @throws InterruptedException when nobody waits any more; whether it was taken is then not known
     */
    public SendResult send(byte[] request) throws InterruptedException {
        return sendCompressed(Gzip.compress(request));
    }

    SendResult sendCompressed(byte[] gzip) throws InterruptedException {
        SendResult result = once(gzip);
        boolean again = result instanceof Refused refused && refused.status() == 401 && credential.renew();
        return again ? once(gzip) : result;
    }

    private SendResult once(byte[] gzip) throws InterruptedException {
        HttpRequest request;
        try {
            request = request(gzip);
        } catch (IOException e) {
            return new ComeBack(Duration.ZERO, 0, "the ingest key cannot be read: " + e);
        }
        CompletableFuture<HttpResponse<byte[]>> answer = http.sendAsync(request, info -> new LimitedBody(MAX_ANSWER));
        try {
            return result(answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            answer.cancel(true);
            return away("no answer within " + timeout.toSeconds() + " s");
        } catch (ExecutionException e) {
            return away(String.valueOf(e.getCause()));
        } catch (InterruptedException e) {
            answer.cancel(true);
            throw e;
        }
    }

    private ComeBack away(String why) {
        return new ComeBack(Duration.ZERO, 0, target + ": " + why);
    }

    private HttpRequest request(byte[] gzip) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(target)
                .header("Content-Type", "application/x-protobuf")
                .header("Content-Encoding", "gzip")
                .POST(BodyPublishers.ofByteArray(gzip));
        String authorization = credential.header();
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        return request.build();
    }

    private SendResult result(HttpResponse<byte[]> answer) {
        int status = answer.statusCode();
        if (status >= 200 && status < 300) {
            return taken(answer.body());
        }
        String why =
                "%s: status %d %s".formatted(target, status, reason(answer)).strip();
        return status == 408 || status == 429 || status >= 500
                ? new ComeBack(retryAfter(answer), status, why)
                : new Refused(status, why);
    }

    /** What cannot be read counts as taken: the status says so. */
    private static SendResult taken(byte[] body) {
        long rejected = 0;
        String why = "";
        try {
            ProtobufReader response = new ProtobufReader(body);
            while (response.next()) {
                if (response.isBytes(1)) {
                    ProtobufReader partial = response.message();
                    while (partial.next()) {
                        if (partial.isNumber(1)) {
                            rejected = partial.number();
                        } else if (partial.isBytes(2)) {
                            why = printable(partial.text());
                        }
                    }
                }
            }
        } catch (MalformedException e) {
            return new Taken();
        }
        return rejected > 0 ? new TakenPartly(rejected, why) : new Taken();
    }

    /** The message of a {@code google.rpc.Status}; nothing of anything else. */
    private static String reason(HttpResponse<byte[]> answer) {
        String type = answer.headers().firstValue("Content-Type").orElse("");
        if (!type.startsWith("application/x-protobuf")) {
            return "";
        }
        try {
            ProtobufReader status = new ProtobufReader(answer.body());
            while (status.next()) {
                if (status.isBytes(2)) {
                    return printable(status.text());
                }
            }
        } catch (MalformedException e) {
            return "";
        }
        return "";
    }

    private static String printable(String text) {
        String line = text.replaceAll("\\p{Cntrl}", " ");
        return line.length() > MAX_REASON ? line.substring(0, MAX_REASON) + "…" : line;
    }

    /** Seconds, or a date. */
    private static Duration retryAfter(HttpResponse<?> answer) {
        String value = answer.headers().firstValue("Retry-After").orElse("").strip();
        Duration wait = Duration.ZERO;
        try {
            wait = value.chars().allMatch(c -> c >= '0' && c <= '9') ? seconds(value) : until(value);
        } catch (DateTimeParseException | NumberFormatException e) {
            // as if nothing was said
        }
        if (wait.isNegative()) {
            return Duration.ZERO;
        }
        return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
    }

    private static Duration seconds(String value) {
        return value.isEmpty() ? Duration.ZERO : Duration.ofSeconds(Long.parseLong(value));
    }

    private static Duration until(String date) {
        return Duration.between(
                Instant.now(),
                ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    }
}
