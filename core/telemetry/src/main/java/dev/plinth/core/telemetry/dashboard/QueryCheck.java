// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.dashboard;

import dev.plinth.core.kernel.kind.Names;
import dev.plinth.core.telemetry.dashboard.Placeholders.Placeholder;
import dev.plinth.promql.parser.Expr;
import dev.plinth.promql.parser.Function;
import dev.plinth.promql.parser.Functions;
import dev.plinth.promql.parser.ParseException;
import dev.plinth.promql.parser.Parser;
import dev.plinth.promql.parser.ParserOptions;
import dev.plinth.promql.parser.Position;
import dev.plinth.promql.parser.ValueType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Says what is wrong with queries in which variables stand. What is said is what would be right, with where and why in the query. */
final class QueryCheck {
    /** What every dashboard knows, and what stands for it while a query is looked at. */
    private static final Map<String, String> BUILT_IN =
            Map.of("__rate_interval", "5m", "__interval", "1m", "__range", "1h");

    /** What a value of a label may be in a query: a part of a text or a name, a number, a duration. */
    private static final List<String> HARMLESS = List.of("x", "1", "5m");

    private static final Pattern UNKNOWN_FUNCTION = Pattern.compile("unknown function with name \"([^\"]*)\"");
    private static final Pattern NO_RANGE =
            Pattern.compile("expected type range vector in call to function \"([^\"]*)\", got instant vector");

    /** A value of each variable; null for one whose values only the metrics know. */
    private final Map<String, @Nullable String> variables;

    /** @param variables those that a query may name */
    QueryCheck(List<DashboardVariable> variables) {
        this.variables = new LinkedHashMap<>();
        for (DashboardVariable each : variables) {
            this.variables.put(each.name(), example(each));
        }
    }

    private static @Nullable String example(DashboardVariable variable) {
        return variable.values() == null || variable.values().isEmpty()
                ? null
                : variable.values().getFirst();
    }

    /** @return what would be right; null when it is */
    @Nullable
    String ofExpression(String expr) {
        String unknown = ofText(expr);
        return unknown != null
                ? unknown
                : parsed(expr, 0, filled -> {
                    Expr parsed = Parser.parse(filled, ParserOptions.STABLE);
                    return parsed.type() == ValueType.VECTOR || parsed.type() == ValueType.SCALAR
                            ? null
                            : "a query that gives an instant vector or a scalar, and not a %s%s"
                                    .formatted(
                                            parsed.type().words(),
                                            parsed.type() == ValueType.MATRIX
                                                    ? "; a function such as rate(…) makes one of it"
                                                    : "");
                });
    }

    /** @return what would be right; null when it is */
    @Nullable
    String ofMatchers(String metric, String matchers) {
        String unknown = ofText(matchers);
        String before = metric + "{";
        return unknown != null
                ? unknown
                : parsed(before + matchers + "}", before.length(), filled -> {
                    Parser.parseSelector(filled);
                    return null;
                });
    }

    /** Of any text in which variables may stand. */
    @Nullable
    String ofText(String text) {
        for (Placeholder each : Placeholders.of(text).all()) {
            if (!variables.containsKey(each.name()) && !BUILT_IN.containsKey(each.name())) {
                return "%s: a variable that stands before it, not $%s: %s"
                        .formatted(new Position(each.start(), each.end()).in(text), each.name(), known(each.name()));
            }
        }
        return null;
    }

    private String known(String wrong) {
        List<String> names = new ArrayList<>(new TreeSet<>(variables.keySet()));
        names.addAll(new TreeSet<>(BUILT_IN.keySet()));
        String near = Names.nearest(wrong, names);
        return near != null ? "$" + near + " (did you mean it?)" : "one of $" + String.join(", $", names);
    }

    /** Says what is wrong, null if nothing is. */
    private interface Reading {
        @Nullable
        String read(String filled) throws ParseException;
    }

    /** @param without how many characters there are in front that the person has not written */
    private @Nullable String parsed(String query, int without, Reading reading) {
        Placeholders placeholders = Placeholders.of(query);
        String first = null;
        for (String harmless : HARMLESS) {
            try {
                String wrong = reading.read(placeholders.filled(name -> value(name, harmless)));
                if (wrong == null) {
                    return null;
                }
                first = first == null ? wrong : first;
            } catch (ParseException e) {
                ParseException.Problem problem = e.problems().getFirst();
                int place = placeholders.placeOf(problem.position().start(), name -> value(name, harmless)) - without;
                String written = query.substring(without);
                int inside = Math.clamp(place, 0, written.length());
                String wrong = "a query in PromQL; %s: %s%s"
                        .formatted(
                                new Position(inside, inside).in(written), problem.message(), hint(problem.message()));
                first = first == null ? wrong : first;
            }
        }
        return first;
    }

    private String value(String name, String harmless) {
        String known = BUILT_IN.getOrDefault(name, variables.get(name));
        return known == null ? harmless : known;
    }

    private static String hint(String message) {
        Matcher noRange = NO_RANGE.matcher(message);
        if (noRange.find()) {
            return " (is there a range missing, as in %s(…[$__rate_interval])?)".formatted(noRange.group(1));
        }
        Matcher unknown = UNKNOWN_FUNCTION.matcher(message);
        if (unknown.find()) {
            String near = Names.nearest(
                    unknown.group(1),
                    Functions.all().stream().map(Function::name).toList());
            return near == null ? "" : " (did you mean %s?)".formatted(near);
        }
        return "";
    }
}
