// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql.parser;

import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Writes a query in its canonical form, on several lines where one would be too long. */
public final class PrettyPrinter {
    private static final int LONGEST_LINE = 100;

    private final int longestLine;

    private PrettyPrinter(int longestLine) {
        this.longestLine = longestLine;
    }

    /** With lines of at most 100 characters, if possible. */
    public static String print(Expr expr) {
        return print(expr, LONGEST_LINE);
    }

    public static String print(Expr expr, int longestLine) {
        return new PrettyPrinter(longestLine).write(expr, 0);
    }

    private String write(Expr expr, int level) {
        String indent = "  ".repeat(level);
        String line = Printer.print(expr);
        boolean fits = line.length() <= longestLine;
        return switch (expr) {
            case Expr.Aggregate aggregate
            when !fits ->
                indent + Printer.head(aggregate) + "(\n"
                        + parameter(aggregate.parameter(), level + 1)
                        + write(aggregate.operand(), level + 1) + "\n" + indent + ")";
            case Expr.Binary binary
            when !fits ->
                write(binary.left(), level + 1) + "\n" + indent + Printer.operator(binary) + "\n"
                        + write(binary.right(), level + 1);
            case Expr.Call call
            when !fits ->
                indent + call.function().name() + "(\n" + list(call.arguments(), level + 1) + "\n" + indent + ")";
            case Expr.Paren paren
            when !fits -> indent + "(\n" + write(paren.operand(), level + 1) + "\n" + indent + ")";
            case Expr.Subquery subquery -> fits ? line : write(subquery.operand(), level) + Printer.suffix(subquery);
            case Expr.Unary unary ->
                indent + Printer.sign(unary) + write(unary.operand(), level).strip();
            default -> indent + line;
        };
    }

    private String list(List<Expr> expressions, int level) {
        StringJoiner list = new StringJoiner(",\n");
        for (Expr expr : expressions) {
            list.add(write(expr, level));
        }
        return list.toString();
    }

    private String parameter(@Nullable Expr parameter, int level) {
        return parameter == null ? "" : write(parameter, level) + ",\n";
    }
}
