// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.ingest;

import com.google.protobuf.Message;
import dev.plinth.core.telemetry.TelemetryFigures;
import dev.plinth.core.telemetry.ingest.Refusal.Reason;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** OTLP over HTTP, as its specification has it in version 1. */
final class OtlpServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final String PROTOBUF = "application/x-protobuf";
    private static final String JSON = "application/json";
    private static final int CHUNK = 16 << 10;

    private final transient Ingest ingest;
    private final transient Senders senders;
    private final transient TelemetryFigures figures;
    private final long maxBody;

    OtlpServlet(Ingest ingest, Senders senders, TelemetryFigures figures, long maxBody) {
        this.ingest = ingest;
        this.senders = senders;
        this.figures = figures;
        this.maxBody = maxBody;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        boolean json = JSON.equals(mediaType(request));
        try (InFlight.Share share = ingest.share()) {
            Message answer = answer(request, share);
            send(response, 200, json, json ? OtlpJson.write(answer) : answer.toByteArray());
        } catch (Refusal refusal) {
            figures.refused();
            Duration retry = refusal.retryAfter();
            if (retry != null) {
                response.setHeader("Retry-After", Long.toString(Math.max(1, retry.toSeconds())));
            }
            switch (refusal.reason()) {
                case UNAUTHENTICATED -> response.setHeader("WWW-Authenticate", "Bearer realm=\"plinth\"");
                case METHOD -> response.setHeader("Allow", "POST");
                default -> {
                    // nothing more to say
                }
            }
            send(response, refusal.reason().http(), json, json ? RpcStatus.json(refusal) : RpcStatus.protobuf(refusal));
        }
    }

    private Message answer(HttpServletRequest request, InFlight.Share share) throws Refusal, IOException {
        String path = request.getRequestURI();
        boolean logs = switch (path) {
            case "/v1/logs" -> true;
            case "/v1/traces" -> false;
            case "/v1/metrics" -> throw new Refusal(Reason.NOT_HERE, OtlpPorts.NO_METRICS);
            default ->
                throw new Refusal(
                        Reason.NOT_HERE, "There is nothing at %s (expected: /v1/logs or /v1/traces).".formatted(path));
        };
        if (!request.getMethod().equals("POST")) {
            throw new Refusal(
                    Reason.METHOD, "%s is not possible here (expected: POST).".formatted(request.getMethod()));
        }
        Sender sender =
                senders.identify(request.getHeader("Authorization"), InetAddress.getByName(request.getRemoteAddr()));
        String type = mediaType(request);
        return switch (type) {
            case PROTOBUF -> {
                byte[] body = body(request, share);
                yield logs ? ingest.logs(body, sender) : ingest.spans(body, sender);
            }
            case JSON -> {
                byte[] body = body(request, share);
                ingest.admit(body.length, sender);
                yield logs ? ingest.logs(OtlpJson.logs(body), sender) : ingest.spans(OtlpJson.spans(body), sender);
            }
            default ->
                throw new Refusal(
                        Reason.MEDIA_TYPE,
                        "Content-Type %s cannot be read here (expected: %s or %s)."
                                .formatted(type.isEmpty() ? "is missing and" : type, PROTOBUF, JSON));
        };
    }

    private static String mediaType(HttpServletRequest request) {
        String type = request.getContentType();
        return type == null ? "" : type.replaceAll(";.*", "").strip().toLowerCase(Locale.ROOT);
    }

    private byte[] body(HttpServletRequest request, InFlight.Share share) throws Refusal, IOException {
        if (request.getContentLengthLong() > maxBody) {
            throw tooLarge();
        }
        @Nullable String encoding = request.getHeader("Content-Encoding");
        String coding = encoding == null ? "identity" : encoding.strip().toLowerCase(Locale.ROOT);
        try {
            return switch (coding) {
                case "identity", "" -> read(request.getInputStream(), share);
                case "gzip" -> read(new GZIPInputStream(request.getInputStream(), CHUNK), share);
                default ->
                    throw new Refusal(
                            Reason.MEDIA_TYPE,
                            "Content-Encoding %s cannot be read here (expected: gzip or none).".formatted(coding));
            };
        } catch (ZipException | EOFException e) {
            throw new Refusal(Reason.MALFORMED, "The body is not what its Content-Encoding says: " + e.getMessage());
        }
    }

    private byte[] read(InputStream in, InFlight.Share share) throws Refusal, IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream(CHUNK);
        byte[] chunk = new byte[CHUNK];
        for (int got = in.read(chunk); got >= 0; got = in.read(chunk)) {
            share.grow(got);
            body.write(chunk, 0, got);
            if (body.size() > maxBody) {
                throw tooLarge();
            }
        }
        return body.toByteArray();
    }

    private Refusal tooLarge() {
        return new Refusal(
                Reason.TOO_LARGE,
                "The body has too many bytes (expected: at most %d, also when it is decompressed). Send smaller batches."
                        .formatted(maxBody));
    }

    private static void send(HttpServletResponse response, int status, boolean json, byte[] body) throws IOException {
        response.setStatus(status);
        response.setContentType(json ? JSON : PROTOBUF);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
