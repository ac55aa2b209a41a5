// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql.script;

import dev.plinth.promql.parser.Expr;
import dev.plinth.promql.parser.Timing;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gives all selectors of a query the time of its evaluation by {@code @}, so that it must give the same at any other time. */
final class FixedTime {
    private final Timing.At at;
    private boolean ofTime;

    private FixedTime(long time) {
        this.at = new Timing.At(Timing.At.Kind.TIME, time);
    }

    /** The changed query, or null when it depends on the time of evaluation in other ways. */
    static @Nullable Expr in(Expr query, long time) {
        FixedTime fixed = new FixedTime(time);
        Expr changed = fixed.change(query);
        return fixed.ofTime ? null : changed;
    }

    private Expr change(Expr expr) {
        return switch (expr) {
            case Expr.VectorSelector selector -> change(selector);
            case Expr.MatrixSelector matrix ->
                new Expr.MatrixSelector(
                        change(matrix.selector()), matrix.range(), matrix.rangeText(), matrix.position());
            case Expr.Subquery subquery -> subquery.with(change(subquery.timing()), subquery.position());
            case Expr.Aggregate aggregate ->
                new Expr.Aggregate(
                        aggregate.operator(),
                        change(aggregate.operand()),
                        aggregate.parameter() == null ? null : change(aggregate.parameter()),
                        aggregate.grouping(),
                        aggregate.without(),
                        aggregate.position());
            case Expr.Binary binary ->
                new Expr.Binary(
                        binary.operator(),
                        change(binary.left()),
                        change(binary.right()),
                        binary.matching(),
                        binary.returnBool());
            case Expr.Call call -> {
                ofTime |= call.function().isOfTime();
                List<Expr> arguments =
                        call.arguments().stream().map(this::change).toList();
                yield new Expr.Call(call.function(), arguments, call.position());
            }
            case Expr.Paren paren -> new Expr.Paren(change(paren.operand()), paren.position());
            case Expr.Unary unary -> new Expr.Unary(unary.negative(), change(unary.operand()), unary.position());
            case Expr.NumberLiteral number -> number;
            case Expr.StringLiteral string -> string;
        };
    }

    private Expr.VectorSelector change(Expr.VectorSelector selector) {
        return selector.with(change(selector.timing()), selector.position());
    }

    private Timing change(Timing timing) {
        return timing.at() == null ? new Timing(at, timing.offset(), timing.offsetText()) : timing;
    }
}
