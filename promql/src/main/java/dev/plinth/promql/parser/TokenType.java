// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql.parser;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the words and signs of a query are. */
enum TokenType {
    LEFT_PAREN("("),
    RIGHT_PAREN(")"),
    LEFT_BRACE("{"),
    RIGHT_BRACE("}"),
    LEFT_BRACKET("["),
    RIGHT_BRACKET("]"),
    COMMA(","),
    COLON(":"),
    EQUAL("="),

    COMMENT(null),
    DURATION(null),
    END_OF_INPUT(null),
    ERROR(null),
    IDENTIFIER(null),
    METRIC_IDENTIFIER(null),
    NUMBER(null),
    STRING(null),

    ADD("+", Group.OPERATOR),
    SUB("-", Group.OPERATOR),
    MUL("*", Group.OPERATOR),
    DIV("/", Group.OPERATOR),
    MOD("%", Group.OPERATOR),
    POW("^", Group.OPERATOR),
    EQ("==", Group.OPERATOR),
    NE("!=", Group.OPERATOR),
    LE("<=", Group.OPERATOR),
    LT("<", Group.OPERATOR),
    GE(">=", Group.OPERATOR),
    GT(">", Group.OPERATOR),
    REGEX("=~", Group.OPERATOR),
    NOT_REGEX("!~", Group.OPERATOR),
    AT(null, Group.OPERATOR),
    AND("and", Group.OPERATOR),
    OR("or", Group.OPERATOR),
    UNLESS("unless", Group.OPERATOR),
    ATAN2("atan2", Group.OPERATOR),

    AVG("avg", Group.AGGREGATOR),
    BOTTOMK("bottomk", Group.AGGREGATOR),
    COUNT("count", Group.AGGREGATOR),
    COUNT_VALUES("count_values", Group.AGGREGATOR),
    GROUP("group", Group.AGGREGATOR),
    MAX("max", Group.AGGREGATOR),
    MIN("min", Group.AGGREGATOR),
    QUANTILE("quantile", Group.AGGREGATOR),
    STDDEV("stddev", Group.AGGREGATOR),
    STDVAR("stdvar", Group.AGGREGATOR),
    SUM("sum", Group.AGGREGATOR),
    TOPK("topk", Group.AGGREGATOR),
    LIMITK("limitk", Group.AGGREGATOR),
    LIMIT_RATIO("limit_ratio", Group.AGGREGATOR),

    BOOL("bool", Group.KEYWORD),
    BY("by", Group.KEYWORD),
    GROUP_LEFT("group_left", Group.KEYWORD),
    GROUP_RIGHT("group_right", Group.KEYWORD),
    IGNORING("ignoring", Group.KEYWORD),
    OFFSET("offset", Group.KEYWORD),
    ON("on", Group.KEYWORD),
    WITHOUT("without", Group.KEYWORD),

    START("start"),
    END("end");

    /** What kind of word or sign it is. */
    private enum Group {
        OPERATOR,
        AGGREGATOR,
        KEYWORD,
        OTHER
    }

    private static final Map<String, TokenType> WORDS = Arrays.stream(values())
            .filter(type -> type.text != null && Character.isLetter(type.text.charAt(0)))
            .collect(Collectors.toMap(type -> String.valueOf(type.text), Function.identity()));

    private final @Nullable String text;
    private final Group group;

    TokenType(@Nullable String text) {
        this(text, Group.OTHER);
    }

    TokenType(@Nullable String text, Group group) {
        this.text = text;
        this.group = group;
    }

    /** What the word means; an ordinary one is an identifier. */
    static TokenType ofWord(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        TokenType known = lower.equals("inf") || lower.equals("nan") ? NUMBER : WORDS.get(lower);
        if (known != null) {
            return known;
        }
        return word.contains(":") ? METRIC_IDENTIFIER : IDENTIFIER;
    }

    boolean isOperator() {
        return group == Group.OPERATOR;
    }

    boolean isAggregator() {
        return group == Group.AGGREGATOR;
    }

    boolean isKeyword() {
        return group == Group.KEYWORD;
    }

    /** Whether it may be the name of a metric where one is expected. */
    boolean isMetricName() {
        return switch (this) {
            case IDENTIFIER, METRIC_IDENTIFIER, AND, OR, UNLESS, BY, WITHOUT, OFFSET, START, END -> true;
            default -> isAggregator();
        };
    }

    /** Whether it may be the name of a label in a list. */
    boolean isLabelName() {
        return switch (this) {
            case IDENTIFIER, METRIC_IDENTIFIER, AND, OR, UNLESS, ATAN2, START, END -> true;
            case WITHOUT -> false;
            default -> isAggregator() || isKeyword();
        };
    }

    /** What is written for it, when it is always the same. */
    @Nullable
    String text() {
        return text;
    }
}
