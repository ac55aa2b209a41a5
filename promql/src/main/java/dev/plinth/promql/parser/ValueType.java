// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql.parser;

/** What an expression gives. */
public enum ValueType {
    SCALAR("scalar", "scalar"),
    STRING("string", "string"),
    /** One sample for each series. */
    VECTOR("vector", "instant vector"),
    /** Several samples for each series. */
    MATRIX("matrix", "range vector");

    private final String code;
    private final String words;

    ValueType(String code, String words) {
        this.code = code;
        this.words = words;
    }

    /** As results of the HTTP API name it. */
    public String code() {
        return code;
    }

    /** As the documentation of PromQL names it. */
    public String words() {
        return words;
    }
}
