// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql;

import dev.plinth.promql.parser.Expr;

/** Whether an expression gives the same at all steps, so that one is enough. */
final class Invariance {
    private Invariance() {}

    static boolean of(Expr expr) {
        return switch (expr) {
            case Expr.VectorSelector selector -> selector.timing().at() != null;
            case Expr.MatrixSelector matrix -> of(matrix.selector());
            case Expr.Subquery subquery -> subquery.timing().at() != null;
            case Expr.Call call -> !call.function().isOfTime() && ofAll(call);
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
