// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql;

/** A query that is well-formed and cannot be evaluated. */
public final class QueryException extends RuntimeException {
    /** Why there is no result. */
    public enum Kind {
        /** The query and the data do not fit together. */
        EXECUTION,
        TOO_MANY_SAMPLES,
        TIMEOUT,
        CANCELLED
    }

    private final Kind kind;

    QueryException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    static QueryException execution(String message) {
        return new QueryException(Kind.EXECUTION, message);
    }

    static QueryException tooManySamples() {
        return new QueryException(
                Kind.TOO_MANY_SAMPLES, "query processing would load too many samples into memory in query execution");
    }

    static QueryException sameLabels() {
        return execution("vector cannot contain metrics with the same labelset");
    }

    public Kind kind() {
        return kind;
    }
}
