// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.ingest;

import com.google.protobuf.Message;
import dev.plinth.core.telemetry.ingest.Refusal.Reason;
import java.io.IOException;

/** OTLP over HTTP, as its specification has it in version 1. */
final class OtlpHttp implements Protocol {
    private static final String PROTOBUF = "application/x-protobuf";
    private static final String JSON = "application/json";

    private final Signal logs;
    private final Signal traces;
    private final Signal metrics;

    OtlpHttp(Ingest ingest, MetricIngest metricIngest) {
        this.logs = new Signal(ingest::logs, (body, sender) -> {
            ingest.admit(body.length, sender);
            return ingest.logs(OtlpJson.logs(body), sender);
        });
        this.traces = new Signal(ingest::spans, (body, sender) -> {
            ingest.admit(body.length, sender);
            return ingest.spans(OtlpJson.spans(body), sender);
        });
        this.metrics = new Signal(metricIngest::takeOtlp, metricIngest::takeJson);
    }

    private interface Export {
        Message answer(byte[] body, Sender sender) throws Refusal;
    }

    /** What is taken at one path, in either encoding. */
    private record Signal(Export protobuf, Export json) {}

    /** Everywhere: who is at none of its paths is told where they are. */
    @Override
    public boolean isAt(String path) {
        return true;
    }

    @Override
    public Answer take(Received request) throws Refusal, IOException {
        Signal signal = switch (request.path()) {
            case "/v1/logs" -> logs;
            case "/v1/traces" -> traces;
            case "/v1/metrics" -> metrics;
            default ->
                throw new Refusal(
                        Reason.NOT_HERE,
                        "There is nothing at %s (expected: /v1/logs, /v1/traces, /v1/metrics, %s, %s or /_bulk)."
                                .formatted(request.path(), ZipkinHttp.PATH, RemoteWriteHttp.PATH));
        };
        request.mustBe("POST");
        Sender sender = request.sender();
        return switch (request.mediaType()) {
            case PROTOBUF ->
                new Answer(
                        200,
                        PROTOBUF,
                        signal.protobuf.answer(request.body(), sender).toByteArray());
            case JSON -> new Answer(200, JSON, OtlpJson.write(signal.json.answer(request.body(), sender)));
            default -> throw request.wrongMediaType(PROTOBUF + " or " + JSON);
        };
    }

    @Override
    public Answer refused(Received request, Refusal refusal) {
        int status = refusal.reason().http();
        return request.mediaType().equals(JSON)
                ? new Answer(status, JSON, RpcStatus.json(refusal))
                : new Answer(status, PROTOBUF, RpcStatus.protobuf(refusal));
    }
}
