// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.prometheus;

import dev.plinth.promql.model.Texts;
import org.jspecify.annotations.Nullable;

/** A failure that reaches the caller in the form of Prometheus. */
final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What kind of failure it is, with the status that Prometheus has for it. */
    enum Type {
        BAD_DATA("bad_data", 400),
        EXECUTION("execution", 422),
        CANCELED("canceled", 499),
        INTERNAL("internal", 500),
        TIMEOUT("timeout", 503),
        UNAVAILABLE("unavailable", 503);

        private final String text;
        private final int status;

        Type(String text, int status) {
            this.text = text;
            this.status = status;
        }

        String text() {
            return text;
        }

        int status() {
            return status;
        }
    }

    private final Type type;

    ApiException(Type type, @Nullable String message) {
        super(message);
        this.type = type;
    }

    ApiException(Type type, @Nullable String message, Throwable cause) {
        super(message, cause);
        this.type = type;
    }

    static ApiException badData(@Nullable String message) {
        return new ApiException(Type.BAD_DATA, message);
    }

    static ApiException invalid(String parameter, @Nullable String message) {
        return badData("invalid parameter " + Texts.quote(parameter) + ": " + message);
    }

    Type type() {
        return type;
    }
}
