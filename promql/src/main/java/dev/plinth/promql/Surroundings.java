// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql;

import java.util.List;

/** What is right around a selector. */
record Surroundings(String function, List<String> grouping, boolean by) {
    static final Surroundings NONE = new Surroundings("", List.of(), false);

    static Surroundings function(String name) {
        return new Surroundings(name, List.of(), false);
    }
}
