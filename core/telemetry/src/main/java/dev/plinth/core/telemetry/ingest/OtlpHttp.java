// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.ingest;

import com.google.protobuf.Message;
import dev.plinth.core.telemetry.ingest.Refusal.Reason;
import java.io.IOException;

/** OTLP over HTTP, as its specification has it in version 1. */
final class OtlpHttp implements Protocol {
    private static final String PROTOBUF = "application/x-protobuf";
    private static final String JSON = "application/json";

    private final Ingest ingest;

    OtlpHttp(Ingest ingest) {
        this.ingest = ingest;
    }

    /** Everywhere: who is at none of its paths is told where they are. */
    @Override
    public boolean isAt(String path) {
        return true;
    }

    @Override
    public Answer take(Received request) throws Refusal, IOException {
        boolean logs = switch (request.path()) {
            case "/v1/logs" -> true;
            case "/v1/traces" -> false;
            case "/v1/metrics" -> throw new Refusal(Reason.NOT_HERE, IngestPorts.NO_METRICS);
            default ->
                throw new Refusal(
                        Reason.NOT_HERE,
                        "There is nothing at %s (expected: /v1/logs, /v1/traces, /v1/metrics, %s, %s or /_bulk)."
                                .formatted(request.path(), ZipkinHttp.PATH, RemoteWriteHttp.PATH));
        };
        request.mustBe("POST");
        Sender sender = request.sender();
        return switch (request.mediaType()) {
            case PROTOBUF -> {
                byte[] body = request.body();
                yield answer(request, logs ? ingest.logs(body, sender) : ingest.spans(body, sender));
            }
            case JSON -> {
                byte[] body = request.body();
                ingest.admit(body.length, sender);
                yield answer(
                        request,
                        logs ? ingest.logs(OtlpJson.logs(body), sender) : ingest.spans(OtlpJson.spans(body), sender));
            }
            default -> throw request.wrongMediaType(PROTOBUF + " or " + JSON);
        };
    }

    private static boolean speaksJson(Received request) {
        return request.mediaType().equals(JSON);
    }

    private static Answer answer(Received request, Message message) {
        return speaksJson(request)
                ? new Answer(200, JSON, OtlpJson.write(message))
                : new Answer(200, PROTOBUF, message.toByteArray());
    }

    @Override
    public Answer refused(Received request, Refusal refusal) {
        int status = refusal.reason().http();
        return speaksJson(request)
                ? new Answer(status, JSON, RpcStatus.json(refusal))
                : new Answer(status, PROTOBUF, RpcStatus.protobuf(refusal));
    }
}
