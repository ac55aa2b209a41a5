// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql;

import dev.plinth.promql.parser.Position;

/** Something that whoever asked should know about a result. */
public record Annotation(Level level, String message, Position position) {
    /** How much it matters. */
    public enum Level {
        /** The result may not be what was meant. */
        WARNING("PromQL warning: "),
        /** The query may not be what was meant. */
        INFO("PromQL info: ");

        private final String prefix;

        Level(String prefix) {
            this.prefix = prefix;
        }
    }

    /** Like {@code PromQL info: metric might not be a counter, …: "up"}. */
    public String text() {
        return level.prefix + message;
    }

    /** With the line and the column in the query. */
    public String text(String query) {
        return text() + " (" + position.in(query) + ")";
    }
}
