// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql;

import dev.plinth.promql.model.Labels;
import dev.plinth.promql.parser.AggregateOperator;
import dev.plinth.promql.parser.Expr;
import dev.plinth.promql.parser.ValueType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Evaluates each node of a query for all steps at once: scalars as one number for each, instant vectors as columns. */
final class Evaluator {
    private final Evaluation evaluation;
    private final Selectors selectors;

    Evaluator(Evaluation evaluation) {
        this.evaluation = evaluation;
        this.selectors = new Selectors(evaluation, this);
    }

    Evaluation evaluation() {
        return evaluation;
    }

    Selectors selectors() {
        return selectors;
    }

    /** An expression in parentheses without them. */
    static Expr bare(Expr expr) {
        return expr instanceof Expr.Paren paren ? bare(paren.operand()) : expr;
    }

    double[] scalar(Expr expr, Steps steps) {
        evaluation.check();
        return switch (expr) {
            case Expr.NumberLiteral number -> {
                double[] values = new double[steps.count()];
                Arrays.fill(values, number.value());
                yield values;
            }
            case Expr.Paren paren -> scalar(paren.operand(), steps);
            case Expr.Unary unary -> {
                double[] values = scalar(unary.operand(), steps);
                for (int step = 0; step < values.length && unary.negative(); step++) {
                    values[step] = -values[step];
                }
                yield values;
            }
            case Expr.Binary binary -> {
                double[] values = scalar(binary.left(), steps);
                double[] right = scalar(binary.right(), steps);
                for (int step = 0; step < values.length; step++) {
                    values[step] = ElementOperation.ofScalars(binary.operator(), values[step], right[step]);
                }
                yield values;
            }
            case Expr.Call call -> new Calls(this, call, steps).scalar();
            default -> throw new IllegalArgumentException("no scalar: " + expr.text());
        };
    }

    Columns vector(Expr expr, Steps steps) {
        evaluation.check();
        if (steps.count() > 1 && Invariance.of(expr)) {
            return columns(expr, steps.first()).map(column -> column.repeated(steps.count()));
        }
        return columns(expr, steps);
    }

    private Columns columns(Expr expr, Steps steps) {
        return switch (expr) {
            case Expr.VectorSelector selector -> selectors.instant(selector, steps, Surroundings.NONE);
            case Expr.Paren paren -> vector(paren.operand(), steps);
            case Expr.Unary unary -> unary(unary, steps);
            case Expr.Binary binary -> binary(binary, steps);
            case Expr.Aggregate aggregate -> aggregate(aggregate, steps);
            case Expr.Call call -> new Calls(this, call, steps).vector();
            default -> throw new IllegalArgumentException("no instant vector: " + expr.text());
        };
    }

    /** All columns at once; the caller releases them. */
    List<Column> collect(Expr expr, Steps steps) {
        return evaluation.collect(vector(expr, steps));
    }

    private Columns unary(Expr.Unary unary, Steps steps) {
        Columns columns = vector(unary.operand(), steps);
        if (!unary.negative()) {
            return columns;
        }
        return Evaluation.relabel(columns, column -> {
            ColumnBuilder negated = new ColumnBuilder(evaluation.unnamed(column.labels()), true, column.steps());
            for (int step = 0; step < column.steps(); step++) {
                var histogram = column.histogram(step);
                if (histogram != null) {
                    negated.set(step, histogram.times(-1));
                } else if (column.hasFloat(step)) {
                    negated.set(step, -column.values()[step]);
                }
            }
            return negated.build();
        });
    }

    private Columns binary(Expr.Binary binary, Steps steps) {
        if (binary.left().type() == ValueType.SCALAR) {
            return withScalar(binary, vector(binary.right(), steps), scalar(binary.left(), steps), true);
        }
        if (binary.right().type() == ValueType.SCALAR) {
            return withScalar(binary, vector(binary.left(), steps), scalar(binary.right(), steps), false);
        }
        List<Column> left = collect(binary.left(), steps);
        List<Column> right = collect(binary.right(), steps);
        Columns result = new VectorOperations(binary, evaluation).apply(left, right);
        evaluation.release(left);
        evaluation.release(right);
        return result;
    }

    /** @param scalarLeft whether the scalar is the left operand; a comparison keeps the sample of the vector even then */
    private Columns withScalar(Expr.Binary binary, Columns columns, double[] scalars, boolean scalarLeft) {
        ElementOperation operation = new ElementOperation(binary, evaluation.annotations());
        boolean renamed = binary.operator().isArithmetic() || binary.returnBool();
        boolean keepsSample = binary.operator().isComparison() && !binary.returnBool();
        Columns result = columns.map(column -> {
            Labels labels = renamed ? evaluation.unnamed(column.labels()) : column.labels();
            ColumnBuilder made = new ColumnBuilder(labels, column.dropName() || renamed, column.steps());
            for (int step = 0; step < column.steps(); step++) {
                if (!column.has(step)) {
                    continue;
                }
                double value = column.values()[step];
                var histogram = column.histogram(step);
                boolean given = scalarLeft
                        ? operation.apply(scalars[step], null, value, histogram)
                        : operation.apply(value, histogram, scalars[step], null);
                if (given && keepsSample) {
                    made.set(step, value);
                    made.set(step, histogram);
                } else if (given && operation.histogram() == null) {
                    made.set(step, operation.value());
                } else if (given) {
                    made.set(step, operation.histogram());
                }
            }
            return made.build();
        });
        return renamed ? evaluation.distinct(result) : result;
    }

    private Columns aggregate(Expr.Aggregate aggregate, Steps steps) {
        Aggregations aggregations = new Aggregations(aggregate, evaluation, steps.count());
        Expr parameter = aggregate.parameter();
        AggregateOperator operator = aggregate.operator();
        if (parameter == null) {
            return aggregations.fold(operand(aggregate, steps));
        }
        if (operator == AggregateOperator.COUNT_VALUES) {
            String label = string(parameter);
            List<Column> columns = evaluation.collect(operand(aggregate, steps));
            Columns result = aggregations.countValues(columns, label);
            evaluation.release(columns);
            return result;
        }
        double[] parameters = scalar(parameter, steps);
        List<Column> columns = evaluation.collect(operand(aggregate, steps));
        Columns result = operator.selects()
                ? aggregations.select(columns, parameters, parameter.position())
                : aggregations.quantile(columns, parameters, parameter.position());
        evaluation.release(columns);
        return result;
    }

    private Columns operand(Expr.Aggregate aggregate, Steps steps) {
        if (bare(aggregate.operand()) instanceof Expr.VectorSelector selector && !Invariance.of(selector)) {
            return selectors.instant(
                    selector,
                    steps,
                    new Surroundings(aggregate.operator().symbol(), aggregate.grouping(), !aggregate.without()));
        }
        return vector(aggregate.operand(), steps);
    }

    static String string(Expr expr) {
        return bare(expr) instanceof Expr.StringLiteral string ? string.value() : "";
    }

    static List<String> strings(List<Expr> expressions) {
        List<String> strings = new ArrayList<>(expressions.size());
        expressions.forEach(expr -> strings.add(string(expr)));
        return strings;
    }
}
