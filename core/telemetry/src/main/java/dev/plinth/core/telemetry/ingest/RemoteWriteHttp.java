// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.ingest;

import dev.plinth.core.telemetry.ingest.Refusal.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Prometheus' remote-write 1.0. Samples that cannot be kept are said in an answer of 400, which senders do not repeat; the others of the request are
 * kept nevertheless.
 */
final class RemoteWriteHttp implements Protocol {
    static final String PATH = "/api/v1/write";
    private static final String PROTOBUF = "application/x-protobuf";
    private static final String TEXT = "text/plain;charset=utf-8";

    private final MetricIngest ingest;

    RemoteWriteHttp(MetricIngest ingest) {
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
        if (!request.mediaType().equals(PROTOBUF) || request.isRemoteWriteTwo()) {
            throw new Refusal(
                    Reason.MEDIA_TYPE,
                    "Content-Type %s cannot be read here (expected: %s, of remote-write 1.0)."
                            .formatted(request.contentType(), PROTOBUF));
        }
        MetricBatch batch = ingest.take(request.snappyBody(), sender);
        String reason = MetricIngest.reason(batch, sender);
        return reason == null
                ? new Answer(204, "", new byte[0])
                : new Answer(
                        400,
                        TEXT,
                        "%d samples kept, %d not: %s"
                                .formatted(batch.accepted(), batch.rejected(), reason)
                                .getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Answer refused(Received request, Refusal refusal) {
        return new Answer(refusal.reason().http(), TEXT, refusal.message().getBytes(StandardCharsets.UTF_8));
    }
}
