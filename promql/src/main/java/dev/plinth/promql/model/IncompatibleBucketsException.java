// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql.model;

/** Two histograms that cannot be added or subtracted. */
public final class IncompatibleBucketsException extends RuntimeException {
    /** What the two differ in. */
    public enum Reason {
        SCHEMAS("cannot apply this operation on histograms with a mix of exponential and custom bucket schemas"),
        BOUNDS("cannot apply this operation on custom buckets histograms with different custom bounds");

        private final String text;

        Reason(String text) {
            this.text = text;
        }
    }

    private final Reason reason;

    public IncompatibleBucketsException(Reason reason) {
        super(reason.text, null, false, false);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
