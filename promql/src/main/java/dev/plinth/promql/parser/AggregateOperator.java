// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql.parser;

import java.util.Locale;

/** What makes one series, or a few, of many. */
public enum AggregateOperator {
    AVG,
    BOTTOMK,
    COUNT,
    COUNT_VALUES,
    GROUP,
    MAX,
    MIN,
    QUANTILE,
    STDDEV,
    STDVAR,
    SUM,
    TOPK,
    LIMITK,
    LIMIT_RATIO;

    public String symbol() {
        return name().toLowerCase(Locale.ROOT);
    }

    public boolean hasParameter() {
        return switch (this) {
            case TOPK, BOTTOMK, COUNT_VALUES, QUANTILE, LIMITK, LIMIT_RATIO -> true;
            default -> false;
        };
    }

    boolean isExperimental() {
        return this == LIMITK || this == LIMIT_RATIO;
    }

    /** Whether the result is some of the series as they are. */
    public boolean selects() {
        return switch (this) {
            case TOPK, BOTTOMK, LIMITK, LIMIT_RATIO -> true;
            default -> false;
        };
    }
}
