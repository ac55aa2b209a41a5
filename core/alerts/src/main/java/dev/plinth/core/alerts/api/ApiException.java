// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.api;

import org.jspecify.annotations.Nullable;

/** A failure that reaches the caller in the form of Alertmanager. */
final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient @Nullable Object body;

    private record Coded(int code, String message) {}

    private ApiException(int status, @Nullable Object body, String message) {
        super(message);
        this.status = status;
        this.body = body;
    }

    /** With a text, as handlers of Alertmanager give it. */
    static ApiException said(int status, String message) {
        return new ApiException(status, message, message);
    }

    /** With nothing but its status. */
    static ApiException silent(int status) {
        return new ApiException(status, null, "");
    }

    /** With a number, as Alertmanager says it of what its handlers do not get to see. */
    static ApiException coded(int status, int code, String message) {
        return new ApiException(status, new Coded(code, message), message);
    }

    /** A body that cannot be read. */
    static ApiException unreadable(String what, String why) {
        return coded(400, 400, "parsing %s body from \"\" failed, because %s".formatted(what, why));
    }

    /** A field that must be there. */
    static ApiException required(String field) {
        return coded(422, 602, field + " in body is required");
    }

    int status() {
        return status;
    }

    /** To be written as JSON; null for nothing. */
    @Nullable
    Object body() {
        return body;
    }
}
