// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.probe;

import dev.plinth.core.telemetry.metric.probe.Attempt.Phase;
import dev.plinth.core.telemetry.pipeline.BoundedText;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpContentDecompressor;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A request over HTTP/1.1, on a connection of its own, and what its answer must be. */
final class HttpProbe {
    private static final int MAX_REDIRECTS = 10;
    private static final int MAX_LINE = 8 << 10;
    private static final int MAX_HEADERS = 64 << 10;
    private static final int MAX_CHUNK = 8 << 10;

    private final Dialer dialer;

    HttpProbe(Dialer dialer) {
        this.dialer = dialer;
    }

    /** What is asked next. */
    private record Request(URI url, String method, @Nullable String body) {
        boolean isSecure() {
            return "https".equalsIgnoreCase(url.getScheme());
        }

        int port() {
            return url.getPort() >= 0 ? url.getPort() : isSecure() ? 443 : 80;
        }

        /** RFC 9110, 15.4: what a redirect makes of the method. */
        Request redirected(URI to, int status) {
            boolean kept = status == 307 || status == 308 || method.equals("GET") || method.equals("HEAD");
            return kept || (status != 303 && !method.equals("POST"))
                    ? new Request(to, method, body)
                    : new Request(to, "GET", null);
        }

        /** Whether what knows a secret of this one may know it too. */
        boolean isTrustedBy(Request before) {
            if (!url.getHost().equalsIgnoreCase(before.url.getHost())) {
                return false;
            }
            boolean same = isSecure() == before.isSecure() && port() == before.port();
            boolean secured = isSecure() && port() == 443 && !before.isSecure() && before.port() == 80;
            return same || secured;
        }
    }

    void run(ProbeSpec.Http spec, @Nullable String token, Attempt attempt) throws ProbeException, InterruptedException {
        attempt.set(ProbeMetric.HTTP_STATUS, 0);
        attempt.set(ProbeMetric.HTTP_CONTENT_LENGTH, -1);
        attempt.set(ProbeMetric.HTTP_BODY_LENGTH, 0);
        attempt.set(ProbeMetric.HTTP_VERSION, 0);
        attempt.set(ProbeMetric.HTTP_SSL, 0);
        attempt.set(ProbeMetric.FAILED_DUE_TO_REGEX, 0);
        Request request = new Request(URI.create(spec.url()), spec.methodOrDefault(), spec.body());
        for (int redirects = 0; ; redirects++) {
            attempt.set(ProbeMetric.HTTP_REDIRECTS, redirects);
            Reply reply = exchange(request, spec, token, attempt);
            measure(reply, request, attempt);
            Request next = spec.follows() ? next(request, reply) : null;
            if (next == null) {
                judge(spec, reply, attempt);
                return;
            }
            if (redirects == MAX_REDIRECTS) {
                throw new ProbeException("more than %d redirects, the last to %s".formatted(MAX_REDIRECTS, next.url));
            }
            if (token != null && !next.isTrustedBy(request)) {
                throw new ProbeException("HTTP %d to %s, where the token does not go (expected: the same host)"
                        .formatted(reply.status(), next.url));
            }
            request = next;
        }
    }

    private static void measure(Reply reply, Request request, Attempt attempt) {
        attempt.answered(reply.status());
        attempt.set(ProbeMetric.HTTP_CONTENT_LENGTH, (double) reply.contentLength());
        attempt.set(ProbeMetric.HTTP_BODY_LENGTH, reply.body().length);
        attempt.set(ProbeMetric.HTTP_VERSION, reply.version());
        attempt.set(ProbeMetric.HTTP_SSL, request.isSecure() ? 1 : 0);
    }

    private Reply exchange(Request request, ProbeSpec.Http spec, @Nullable String token, Attempt attempt)
            throws ProbeException, InterruptedException {
        ReplyReader reader = new ReplyReader();
        Channel channel = dialer.dial(
                request.url.getHost(),
                request.port(),
                request.isSecure() ? spec.trust() : null,
                attempt,
                new HttpClientCodec(MAX_LINE, MAX_HEADERS, MAX_CHUNK),
                reader.beforeUncompressing(),
                new HttpContentDecompressor(false, 0),
                reader);
        try {
            long connected = System.nanoTime();
            var _ = channel.writeAndFlush(message(request, spec, token)).addListener(written -> {
                if (written.cause() != null) {
                    reader.reply().completeExceptionally(written.cause());
                }
            });
            Reply reply = attempt.deadline().await(reader.reply(), "processing or transfer");
            attempt.spent(Phase.PROCESSING, Math.max(0, reply.first() - connected));
            attempt.spent(Phase.TRANSFER, reply.last() - reply.first());
            return reply;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof ProbeException own
                    ? own
                    : new ProbeException("no complete answer: " + ProbeException.reason(e), e);
        } finally {
            var _ = channel.close();
        }
    }

    private static FullHttpRequest message(Request request, ProbeSpec.Http spec, @Nullable String token) {
        URI url = request.url;
        String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
        FullHttpRequest message = new DefaultFullHttpRequest(
                HttpVersion.HTTP_1_1,
                HttpMethod.valueOf(request.method),
                path + query,
                Unpooled.copiedBuffer(request.body == null ? "" : request.body, StandardCharsets.UTF_8));
        HttpHeaders headers = message.headers();
        headers.set(HttpHeaderNames.USER_AGENT, "Plinth");
        headers.set(HttpHeaderNames.ACCEPT, "*/*");
        spec.headersOrNone().forEach(headers::set);
        headers.set(HttpHeaderNames.HOST, url.getPort() < 0 ? url.getHost() : url.getHost() + ":" + url.getPort());
        headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        if (request.body != null) {
            headers.set(HttpHeaderNames.CONTENT_LENGTH, message.content().readableBytes());
        }
        if (token != null) {
            headers.set(HttpHeaderNames.AUTHORIZATION, "Bearer " + token);
        }
        return message;
    }

    /** Null when the answer is no redirect. */
    private static @Nullable Request next(Request request, Reply reply) throws ProbeException {
        String location = reply.headers().get(HttpHeaderNames.LOCATION);
        boolean redirect = switch (reply.status()) {
            case 301, 302, 303, 307, 308 -> location != null;
            default -> false;
        };
        if (!redirect || location == null) {
            return null;
        }
        try {
            URI to = URI.create(request.url.resolve(location).toASCIIString().replaceFirst("#.*", ""));
            String scheme = to.getScheme().toLowerCase(Locale.ROOT);
            if ((scheme.equals("http") || scheme.equals("https")) && to.getHost() != null) {
                return request.redirected(to, reply.status());
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw new ProbeException("HTTP %d to %s (expected: an http or https URL)"
                .formatted(reply.status(), ProbeException.shortened(location, 200)));
    }

    private static void judge(ProbeSpec.Http spec, Reply reply, Attempt attempt) throws ProbeException {
        String status = Integer.toString(reply.status());
        boolean right = spec.statusesOrDefault().stream()
                .anyMatch(each -> each.endsWith("xx") ? each.charAt(0) == status.charAt(0) : each.equals(status));
        if (!right) {
            String location = reply.headers().get(HttpHeaderNames.LOCATION);
            String to = location == null ? "" : " to " + ProbeException.shortened(location, 200);
            throw new ProbeException(
                    "HTTP %s%s (expected: %s)".formatted(status, to, String.join(", ", spec.statusesOrDefault())));
        }
        if (spec.bodyMatches() != null && !found(spec.bodyMatches(), reply, attempt)) {
            attempt.set(ProbeMetric.FAILED_DUE_TO_REGEX, 1);
            throw new ProbeException("the body has no match of " + spec.bodyMatches());
        }
        if (spec.bodyMatchesNot() != null && found(spec.bodyMatchesNot(), reply, attempt)) {
            attempt.set(ProbeMetric.FAILED_DUE_TO_REGEX, 1);
            throw new ProbeException("the body has a match of " + spec.bodyMatchesNot());
        }
    }

    private static boolean found(String pattern, Reply reply, Attempt attempt) throws ProbeException {
        try {
            return BoundedText.match(Pattern.compile(pattern), reply.text(), Matcher::find);
        } catch (BoundedText.TooLong e) {
            attempt.set(ProbeMetric.FAILED_DUE_TO_REGEX, 1);
            throw new ProbeException("%s: %s".formatted(e.getMessage(), pattern), e);
        }
    }
}
