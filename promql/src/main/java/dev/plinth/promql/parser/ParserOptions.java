// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql.parser;

/**
 * What of PromQL is understood beyond what is stable.
 *
 * @param experimentalFunctions whether functions and aggregations that Prometheus calls experimental may be used
 * @param durationExpressions whether durations may be calculated: {@code [5m * 2]}
 */
public record ParserOptions(boolean experimentalFunctions, boolean durationExpressions) {
    public static final ParserOptions STABLE = new ParserOptions(false, false);
    public static final ParserOptions EXPERIMENTAL = new ParserOptions(true, true);
}
