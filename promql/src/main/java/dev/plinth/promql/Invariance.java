// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql;

import dev.plinth.promql.parser.Expr;
import java.util.Set;

/** Whether an expression gives the same at all steps, so that one is enough. */
final class Invariance {
    /** Functions of the time of evaluation. */
    private static final Set<String> OF_TIME = Set.of(
            "days_in_month",
            "day_of_month",
            "day_of_week",
            "day_of_year",
            "hour",
            "minute",
            "month",
            "year",
            "predict_linear",
            "time",
            "timestamp");

    private Invariance() {}

    static boolean of(Expr expr) {
        return switch (expr) {
            case Expr.VectorSelector selector -> selector.timing().at() != null;
            case Expr.MatrixSelector matrix -> of(matrix.selector());
            case Expr.Subquery subquery -> subquery.timing().at() != null;
            case Expr.Call call -> !OF_TIME.contains(call.function().name()) && ofAll(call);
            default -> ofAll(expr);
        };
    }

    private static boolean ofAll(Expr expr) {
        for (Expr child : expr.children()) {
            if (!of(child)) {
                return false;
            }
        }
        return true;
    }
}
