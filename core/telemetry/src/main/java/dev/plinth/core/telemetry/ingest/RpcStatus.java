// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.ingest;

import com.google.protobuf.Any;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Duration;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** {@code google.rpc.Status}, as OTLP answers failures; three fields need no library of their own. */
final class RpcStatus {
    private static final int CODE = 1;
    private static final int MESSAGE = 2;
    private static final int DETAILS = 3;
    private static final int RETRY_DELAY = 1;

    private RpcStatus() {}

    static byte[] protobuf(Refusal refusal) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            out.writeInt32(CODE, refusal.reason().grpc().value());
            out.writeString(MESSAGE, refusal.message());
            java.time.Duration retry = refusal.retryAfter();
            if (retry != null) {
                out.writeMessage(DETAILS, retryInfo(retry));
            }
            out.flush();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Any retryInfo(java.time.Duration retry) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.writeMessage(
                RETRY_DELAY,
                Duration.newBuilder()
                        .setSeconds(retry.toSeconds())
                        .setNanos(retry.toNanosPart())
                        .build());
        out.flush();
        return Any.newBuilder()
                .setTypeUrl("type.googleapis.com/google.rpc.RetryInfo")
                .setValue(com.google.protobuf.ByteString.copyFrom(bytes.toByteArray()))
                .build();
    }

    static byte[] json(Refusal refusal) {
        return JsonMapper.shared()
                .writeValueAsBytes(Map.of("code", refusal.reason().grpc().value(), "message", refusal.message()));
    }
}
