// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql.parser;

import dev.plinth.promql.model.Texts;

/** A word or sign of a query. */
record Token(TokenType type, int start, String text) {
    private static final int SHOWN = 10;

    Position position() {
        return new Position(start, end());
    }

    int end() {
        return start + text.length();
    }

    /** For messages. */
    String description() {
        return switch (type) {
            case END_OF_INPUT -> "end of input";
            case IDENTIFIER -> "identifier " + shown();
            case METRIC_IDENTIFIER -> "metric identifier " + shown();
            case STRING -> "string " + shown();
            case NUMBER -> "number " + shown();
            case DURATION -> "duration " + shown();
            case AT -> "\"<Item " + type.name() + ">\" " + shown();
            default -> shown();
        };
    }

    private String shown() {
        if (type.isKeyword()) {
            return "<" + text + ">";
        }
        if (type.isOperator()) {
            return "<op:" + text + ">";
        }
        if (type.isAggregator()) {
            return "<aggr:" + text + ">";
        }
        boolean name = type == TokenType.IDENTIFIER || type == TokenType.METRIC_IDENTIFIER;
        return name || text.length() <= SHOWN ? Texts.quote(text) : Texts.quote(text.substring(0, SHOWN)) + "...";
    }
}
