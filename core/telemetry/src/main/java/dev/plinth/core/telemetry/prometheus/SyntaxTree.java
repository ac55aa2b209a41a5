// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.prometheus;

import dev.plinth.promql.model.Matcher;
import dev.plinth.promql.model.Texts;
import dev.plinth.promql.parser.Expr;
import dev.plinth.promql.parser.Timing;
import dev.plinth.promql.parser.ValueType;
import dev.plinth.promql.parser.VectorMatching;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The tree of a query as a value for JSON, as it is drawn in the page of Prometheus. */
final class SyntaxTree {
    private SyntaxTree() {}

    static Map<String, Object> of(Expr expr) {
        return switch (expr) {
            case Expr.Aggregate aggregate -> {
                Map<String, Object> node = node("aggregation");
                node.put("op", aggregate.operator().symbol());
                node.put("expr", of(aggregate.operand()));
                putNullable(node, "param", aggregate.parameter() == null ? null : of(aggregate.parameter()));
                node.put("grouping", aggregate.grouping());
                node.put("without", aggregate.without());
                yield node;
            }
            case Expr.Binary binary -> {
                Map<String, Object> node = node("binaryExpr");
                node.put("op", binary.operator().symbol());
                node.put("lhs", of(binary.left()));
                node.put("rhs", of(binary.right()));
                putNullable(node, "matching", binary.matching() == null ? null : matching(binary.matching()));
                node.put("bool", binary.returnBool());
                yield node;
            }
            case Expr.Call call -> {
                Map<String, Object> node = node("call");
                node.put(
                        "func",
                        Map.of(
                                "name", call.function().name(),
                                "argTypes",
                                        call.function().parameters().stream()
                                                .map(ValueType::code)
                                                .toList(),
                                "variadic", call.function().variadic(),
                                "returnType", call.function().returns().code()));
                node.put("args", call.arguments().stream().map(SyntaxTree::of).toList());
                yield node;
            }
            case Expr.MatrixSelector matrix -> {
                Map<String, Object> node = node("matrixSelector");
                node.put("range", matrix.range());
                yield selector(node, matrix.selector());
            }
            case Expr.VectorSelector selector -> selector(node("vectorSelector"), selector);
            case Expr.Subquery subquery -> {
                Map<String, Object> node = node("subquery");
                node.put("expr", of(subquery.operand()));
                node.put("range", subquery.range());
                node.put("step", subquery.step());
                yield timing(node, subquery.timing());
            }
            case Expr.NumberLiteral number -> {
                Map<String, Object> node = node("numberLiteral");
                node.put("val", Texts.plain(number.value()));
                yield node;
            }
            case Expr.StringLiteral string -> {
                Map<String, Object> node = node("stringLiteral");
                node.put("val", string.value());
                yield node;
            }
            case Expr.Paren paren -> {
                Map<String, Object> node = node("parenExpr");
                node.put("expr", of(paren.operand()));
                yield node;
            }
            case Expr.Unary unary -> {
                Map<String, Object> node = node("unaryExpr");
                node.put("op", unary.negative() ? "-" : "+");
                node.put("expr", of(unary.operand()));
                yield node;
            }
        };
    }

    private static Map<String, Object> node(String type) {
        Map<String, Object> node = new LinkedHashMap<>();
        node.put("type", type);
        return node;
    }

    /** What is absent is written as null. */
    @SuppressWarnings("NullAway") // maps take null, and Jackson writes it
    private static void putNullable(Map<String, Object> node, String name, @Nullable Object value) {
        node.put(name, value);
    }

    private static Map<String, Object> selector(Map<String, Object> node, Expr.VectorSelector selector) {
        node.put("name", selector.name());
        node.put(
                "matchers",
                selector.matchers().stream().map(SyntaxTree::matcher).toList());
        return timing(node, selector.timing());
    }

    private static Map<String, Object> timing(Map<String, Object> node, Timing timing) {
        Timing.At at = timing.at();
        node.put("offset", timing.offset());
        putNullable(node, "timestamp", at != null && at.kind() == Timing.At.Kind.TIME ? at.millis() : null);
        putNullable(node, "startOrEnd", at == null ? null : bound(at.kind()));
        return node;
    }

    private static @Nullable String bound(Timing.At.Kind kind) {
        return switch (kind) {
            case START -> "start";
            case END -> "end";
            case TIME -> null;
        };
    }

    private static Map<String, Object> matcher(Matcher matcher) {
        return Map.of(
                "name", matcher.name(),
                "value", matcher.value(),
                "type", matcher.kind().symbol());
    }

    private static Map<String, Object> matching(VectorMatching matching) {
        String card = matching.cardinality().name().toLowerCase(Locale.ROOT).replace('_', '-');
        List<String> include = matching.include();
        return Map.of("card", card, "labels", matching.labels(), "on", matching.on(), "include", include);
    }
}
