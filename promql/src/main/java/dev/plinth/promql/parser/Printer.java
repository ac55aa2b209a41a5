// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql.parser;

import dev.plinth.promql.model.Labels;
import dev.plinth.promql.model.Matcher;
import dev.plinth.promql.model.Texts;
import dev.plinth.promql.parser.VectorMatching.Cardinality;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes a query in its canonical form, on one line. */
public final class Printer {
    private Printer() {}

    public static String print(Expr expr) {
        return switch (expr) {
            case Expr.Aggregate aggregate ->
                head(aggregate) + "("
                        + (aggregate.parameter() == null ? "" : print(aggregate.parameter()) + ", ")
                        + print(aggregate.operand()) + ")";
            case Expr.Binary binary -> print(binary.left()) + " " + operator(binary) + " " + print(binary.right());
            case Expr.Call call -> call.function().name() + "(" + list(call.arguments()) + ")";
            case Expr.VectorSelector selector -> selector(selector) + timing(selector.timing());
            case Expr.MatrixSelector matrix ->
                selector(matrix.selector()) + "["
                        + duration(matrix.range(), matrix.rangeText()) + "]"
                        + timing(matrix.selector().timing());
            case Expr.Subquery subquery -> print(subquery.operand()) + suffix(subquery);
            case Expr.NumberLiteral number -> number(number);
            case Expr.StringLiteral string -> Texts.quote(string.value());
            case Expr.Paren paren -> "(" + print(paren.operand()) + ")";
            case Expr.Unary unary -> sign(unary) + print(unary.operand());
        };
    }

    private static String list(List<Expr> expressions) {
        StringJoiner list = new StringJoiner(", ");
        for (Expr expr : expressions) {
            list.add(print(expr));
        }
        return list.toString();
    }

    static String sign(Expr.Unary unary) {
        return unary.negative() ? "-" : "+";
    }

    /** The operator with what it groups by. */
    static String head(Expr.Aggregate aggregate) {
        String operator = aggregate.operator().symbol();
        if (aggregate.without()) {
            return operator + " without (" + labels(aggregate.grouping()) + ") ";
        }
        return aggregate.grouping().isEmpty() ? operator : operator + " by (" + labels(aggregate.grouping()) + ") ";
    }

    private static String labels(List<String> names) {
        return names.stream()
                .map(name -> Texts.isPlainMetricName(name) ? name : Texts.quote(name))
                .collect(Collectors.joining(", "));
    }

    /** The operator with what says how series are matched. */
    static String operator(Expr.Binary binary) {
        StringBuilder text = new StringBuilder(binary.operator().symbol());
        if (binary.returnBool()) {
            text.append(" bool");
        }
        VectorMatching matching = binary.matching();
        if (matching != null && (matching.on() || !matching.labels().isEmpty())) {
            text.append(matching.on() ? " on (" : " ignoring (")
                    .append(labels(matching.labels()))
                    .append(')');
            if (matching.cardinality() == Cardinality.MANY_TO_ONE
                    || matching.cardinality() == Cardinality.ONE_TO_MANY) {
                text.append(matching.cardinality() == Cardinality.MANY_TO_ONE ? " group_left (" : " group_right (")
                        .append(labels(matching.include()))
                        .append(')');
            }
        }
        return text.toString();
    }

    private static String selector(Expr.VectorSelector selector) {
        String matchers = selector.matchers().stream()
                .filter(matcher -> !isName(matcher, selector.name()))
                .map(Matcher::toString)
                .sorted()
                .collect(Collectors.joining(","));
        return matchers.isEmpty() ? selector.name() : selector.name() + "{" + matchers + "}";
    }

    private static boolean isName(Matcher matcher, String name) {
        return matcher.kind() == Matcher.Kind.EQUAL
                && matcher.name().equals(Labels.METRIC_NAME)
                && matcher.value().equals(name)
                && !name.isEmpty();
    }

    /** Range, step, time and offset. */
    static String suffix(Expr.Subquery subquery) {
        String step = subquery.step() == 0 ? "" : duration(subquery.step(), subquery.stepText());
        return "[" + duration(subquery.range(), subquery.rangeText()) + ":" + step + "]" + timing(subquery.timing());
    }

    private static String duration(long millis, @Nullable String text) {
        return text == null ? Durations.format(millis) : text;
    }

    private static String timing(Timing timing) {
        StringBuilder text = new StringBuilder();
        Timing.At at = timing.at();
        if (at != null) {
            text.append(
                    switch (at.kind()) {
                        case START -> " @ start()";
                        case END -> " @ end()";
                        case TIME -> String.format(Locale.ROOT, " @ %.3f", at.millis() / 1000.0);
                    });
        }
        if (timing.hasOffset()) {
            text.append(" offset ").append(duration(timing.offset(), timing.offsetText()));
        }
        return text.toString();
    }

    static String number(Expr.NumberLiteral number) {
        return number.duration() ? Durations.format(Math.round(number.value() * 1000)) : Texts.plain(number.value());
    }
}
