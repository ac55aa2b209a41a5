// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.ingest;

import dev.plinth.core.telemetry.ingest.Refusal.Reason;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import zipkin2.Span;
import zipkin2.codec.SpanBytesDecoder;

/** Version 2 of Zipkin's API for those who send: {@code POST /api/v2/spans} with a list of spans, in JSON or protobuf. */
final class ZipkinHttp implements Protocol {
    static final String PATH = "/api/v2/spans";

    private static final String JSON = "application/json";
    private static final String PROTOBUF = "application/x-protobuf";
    private static final String TEXT = "text/plain; charset=utf-8";

    private final Ingest ingest;

    ZipkinHttp(Ingest ingest) {
        this.ingest = ingest;
    }

    @Override
    public boolean isAt(String path) {
        return path.equals(PATH);
    }

    @Override
    public Answer take(Received request) throws Refusal, IOException {
        request.mustBe("POST");
        Sender sender = request.sender();
        SpanBytesDecoder decoder = switch (request.mediaType()) {
            case JSON -> SpanBytesDecoder.JSON_V2;
            case PROTOBUF -> SpanBytesDecoder.PROTO3;
            default -> throw request.wrongMediaType(JSON + " or " + PROTOBUF);
        };
        byte[] body = request.body();
        ingest.admit(body.length, sender);
        ExportTraceServiceResponse taken = ingest.spans(ZipkinSpans.toOtlp(decode(decoder, body)), sender);
        if (taken.hasPartialSuccess()) {
            // the protocol has no other way to say it
            throw new Refusal(
                    Reason.TOO_LARGE,
                    "%d spans are not kept, and all others are: %s"
                            .formatted(
                                    taken.getPartialSuccess().getRejectedSpans(),
                                    taken.getPartialSuccess().getErrorMessage()));
        }
        return new Answer(202, "", new byte[0]);
    }

    private static List<Span> decode(SpanBytesDecoder decoder, byte[] body) throws Refusal {
        if (body.length == 0) {
            throw new Refusal(Reason.MALFORMED, "The body is empty (expected: a list of spans).");
        }
        try {
            return decoder.decodeList(body);
        } catch (RuntimeException e) {
            // what the decoder throws depends on where it stumbles
            throw new Refusal(
                    Reason.MALFORMED, "The body cannot be read as spans of Zipkin's version 2: " + e.getMessage());
        }
    }

    @Override
    public Answer refused(Received request, Refusal refusal) {
        return new Answer(refusal.reason().http(), TEXT, refusal.message().getBytes(StandardCharsets.UTF_8));
    }
}
