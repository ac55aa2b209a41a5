// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.ingest;

import io.grpc.Status;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Why something is not taken, as both protocols of OTLP say it. */
final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    /** The reasons. */
    enum Reason {
        UNAUTHENTICATED(401, Status.Code.UNAUTHENTICATED),
        FORBIDDEN(403, Status.Code.PERMISSION_DENIED),
        MALFORMED(400, Status.Code.INVALID_ARGUMENT),
        TOO_LARGE(413, Status.Code.INVALID_ARGUMENT),
        MEDIA_TYPE(415, Status.Code.INVALID_ARGUMENT),
        NOT_HERE(404, Status.Code.UNIMPLEMENTED),
        METHOD(405, Status.Code.UNIMPLEMENTED),
        QUOTA(429, Status.Code.RESOURCE_EXHAUSTED),
        UNAVAILABLE(503, Status.Code.UNAVAILABLE);

        private final int http;
        private final Status.Code grpc;

        Reason(int http, Status.Code grpc) {
            this.http = http;
            this.grpc = grpc;
        }

        int http() {
            return http;
        }

        Status.Code grpc() {
            return grpc;
        }
    }

    private final Reason reason;
    private final @Nullable Duration retryAfter;

    Refusal(Reason reason, String message) {
        this(reason, message, null);
    }

    /** @param retryAfter when to come back; null when the same will be refused again */
    Refusal(Reason reason, String message, @Nullable Duration retryAfter) {
        super(message);
        this.reason = reason;
        this.retryAfter = retryAfter;
    }

    Reason reason() {
        return reason;
    }

    String message() {
        return String.valueOf(getMessage());
    }

    @Nullable
    Duration retryAfter() {
        return retryAfter;
    }
}
