// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.ingest;

import dev.plinth.core.telemetry.ingest.Refusal.Reason;
import dev.plinth.core.telemetry.metric.remote.SnappyBlocks;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** A request that brings telemetry. Who sends it is found out before its body is read, and its body is bounded. */
final class Received {
    private static final int CHUNK = 16 << 10;

    /** Of what a sender says that it sends, so much is believed before it comes. */
    private static final int MOST_AHEAD = 256 << 10;

    private final HttpServletRequest request;
    private final Senders senders;
    private final InFlight.Share share;
    private final long maxBody;
    private List<String> allowed = List.of();

    Received(HttpServletRequest request, Senders senders, InFlight.Share share, long maxBody) {
        this.request = request;
        this.senders = senders;
        this.share = share;
        this.maxBody = maxBody;
    }

    String path() {
        return request.getRequestURI();
    }

    /** Without its parameters, in lower case; empty when there is none. */
    String mediaType() {
        String type = request.getContentType();
        return type == null ? "" : type.replaceAll(";.*", "").strip().toLowerCase(Locale.ROOT);
    }

    /** As it was sent; a word for none when there is none. */
    String contentType() {
        String type = request.getContentType();
        return type == null ? "missing" : type;
    }

    /** Whether its content type names the message of remote-write 2.0. */
    boolean isRemoteWriteTwo() {
        return contentType().contains("io.prometheus.write.v2");
    }

    /** Refuses other methods. */
    void mustBe(String... methods) throws Refusal {
        allowed = List.of(methods);
        if (!allowed.contains(request.getMethod())) {
            throw new Refusal(
                    Reason.METHOD,
                    "%s is not possible here (expected: %s)."
                            .formatted(request.getMethod(), String.join(" or ", methods)));
        }
    }

    /** Methods that are possible here, as the header {@code Allow} has them. */
    String allowed() {
        return String.join(", ", allowed);
    }

    /** That the content type is none of those that are expected. */
    Refusal wrongMediaType(String expected) {
        String type = mediaType();
        return new Refusal(
                Reason.MEDIA_TYPE,
                "Content-Type %s cannot be read here (expected: %s)."
                        .formatted(type.isEmpty() ? "is missing and" : type, expected));
    }

    Sender sender() throws Refusal, IOException {
        return senders.identify(request.getHeader("Authorization"), InetAddress.getByName(request.getRemoteAddr()));
    }

    /** The body, decompressed. */
    byte[] body() throws Refusal, IOException {
        if (request.getContentLengthLong() > maxBody) {
            throw tooLarge();
        }
        @Nullable String encoding = request.getHeader("Content-Encoding");
        String coding = encoding == null ? "identity" : encoding.strip().toLowerCase(Locale.ROOT);
        try {
            return switch (coding) {
                case "identity", "" -> read(request.getInputStream());
                case "gzip" -> read(new GZIPInputStream(request.getInputStream(), CHUNK));
                default ->
                    throw new Refusal(
                            Reason.MEDIA_TYPE,
                            "Content-Encoding %s cannot be read here (expected: gzip or none).".formatted(coding));
            };
        } catch (ZipException | EOFException e) {
            throw new Refusal(Reason.MALFORMED, "The body is not what its Content-Encoding says: " + e.getMessage());
        }
    }

    /** The body, decompressed from Snappy's format of blocks, which is the only one of remote-write. */
    byte[] snappyBody() throws Refusal, IOException {
        @Nullable String encoding = request.getHeader("Content-Encoding");
        if (encoding == null || !encoding.strip().equalsIgnoreCase("snappy")) {
            throw new Refusal(
                    Reason.MEDIA_TYPE,
                    "Content-Encoding %s cannot be read here (expected: snappy).".formatted(encoding));
        }
        if (request.getContentLengthLong() > maxBody) {
            throw tooLarge();
        }
        try {
            byte[] body = SnappyBlocks.decompress(read(request.getInputStream()), maxBody);
            share.grow(body.length);
            return body;
        } catch (SnappyBlocks.TooLargeException e) {
            throw tooLarge();
        } catch (IOException e) {
            throw new Refusal(Reason.MALFORMED, "The body cannot be decompressed: " + e.getMessage());
        }
    }

    private byte[] read(InputStream in) throws Refusal, IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream(
                Math.toIntExact(Math.clamp(request.getContentLengthLong(), CHUNK, MOST_AHEAD)));
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
}
