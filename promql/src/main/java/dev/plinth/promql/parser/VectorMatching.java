// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql.parser;

import java.util.List;

/**
 * Which series of two instant vectors belong together.
 *
 * @param on whether the labels are the ones that must be equal; else those that need not
 * @param include labels that the result takes from the side with one series
 */
public record VectorMatching(Cardinality cardinality, boolean on, List<String> labels, List<String> include) {
    /** How many series of each side belong together. */
    public enum Cardinality {
        ONE_TO_ONE,
        MANY_TO_ONE,
        ONE_TO_MANY,
        MANY_TO_MANY
    }

    VectorMatching with(Cardinality changed) {
        return new VectorMatching(changed, on, labels, include);
    }
}
