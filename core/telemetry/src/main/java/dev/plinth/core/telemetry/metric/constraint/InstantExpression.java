// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.constraint;

import dev.plinth.promql.parser.Expr;
import dev.plinth.promql.parser.ParseException;
import dev.plinth.promql.parser.Parser;
import dev.plinth.promql.parser.ParserOptions;
import dev.plinth.promql.parser.ValueType;
import jakarta.validation.ConstraintValidatorContext;

/** PromQL whose result is numbers at one time, as rules need it. */
public final class InstantExpression {
    private InstantExpression() {}

    /** Whether it is; if not, the field is blamed with what is wrong and where. */
    public static boolean isOne(String expression, String field, ConstraintValidatorContext context) {
        try {
            Expr parsed = Parser.parse(expression, ParserOptions.STABLE);
            return parsed.type() == ValueType.VECTOR
                    || parsed.type() == ValueType.SCALAR
                    || Blame.field(
                            context,
                            field,
                            "numbers at one time (an instant vector or a scalar), and not a "
                                    + parsed.type().words());
        } catch (ParseException e) {
            return Blame.field(context, field, "PromQL; " + e.getMessage());
        }
    }
}
