// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.template;

import dev.plinth.alerting.template.GoValue.Absent;

/** Comparisons of values of one type; an int and a float are never the same. */
final class Comparisons {
    private Comparisons() {}

    /** Whether the first is equal to one of the others. */
    static boolean isAnyEqual(Arguments arguments) {
        for (Object other : arguments.from(1)) {
            if (areEqual(arguments.value(0), other)) {
                return true;
            }
        }
        return false;
    }

    static boolean areEqual(Object a, Object b) {
        if (a instanceof Double x && b instanceof Double y) {
            return x.doubleValue() == y.doubleValue();
        }
        if (a instanceof Absent || b instanceof Absent) {
            return a instanceof Absent && b instanceof Absent;
        }
        if (!isBasic(a) || !isBasic(b)) {
            throw new TemplateProblem("non-comparable type " + GoValue.type(isBasic(a) ? b : a));
        }
        same(a, b);
        return a.equals(b);
    }

    private static boolean isBasic(Object value) {
        return value instanceof String || value instanceof Double || value instanceof Long || value instanceof Boolean;
    }

    private static void same(Object a, Object b) {
        if (!a.getClass().equals(b.getClass())) {
            boolean numbers = a instanceof Number && b instanceof Number;
            throw new TemplateProblem("incompatible types for comparison: " + GoValue.type(a) + " and "
                    + GoValue.type(b) + (numbers ? " (write 5.0 instead of 5 to compare with a float64)" : ""));
        }
    }

    /** Less than 0 when the first is less; with NaN, 1. */
    static int compare(Arguments arguments) {
        Object a = arguments.value(0);
        Object b = arguments.value(1);
        if (a instanceof Boolean || b instanceof Boolean || !isBasic(a) || !isBasic(b)) {
            throw new TemplateProblem("invalid type for comparison: " + GoValue.type(a) + " and " + GoValue.type(b));
        }
        same(a, b);
        if (a instanceof Double x && b instanceof Double y) {
            return x < y ? -1 : x.doubleValue() == y.doubleValue() ? 0 : 1;
        }
        return a instanceof Long x && b instanceof Long y
                ? Long.compare(x, y)
                : a.toString().compareTo(b.toString());
    }

    /** Go takes what is not less or equal as greater, NaN too. */
    static boolean isGreater(Arguments arguments, boolean orEqual) {
        int compared = compare(arguments);
        return orEqual ? compared >= 0 : compared > 0;
    }
}
