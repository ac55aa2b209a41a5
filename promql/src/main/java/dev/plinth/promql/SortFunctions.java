// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql;

import dev.plinth.promql.model.Labels;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The order of series at one step. Results of range queries are always sorted by labels. */
final class SortFunctions {
    private SortFunctions() {}

    /** By value, without histograms; what is no number comes last. */
    static List<Column> byValue(List<Column> columns, boolean descending) {
        List<Column> sorted = new ArrayList<>();
        for (Column column : columns) {
            if (column.hasFloat(0)) {
                sorted.add(column);
            }
        }
        sorted.sort((a, b) -> compare(a.values()[0], b.values()[0], descending));
        return sorted;
    }

    static int compare(double a, double b, boolean descending) {
        if (Double.isNaN(a) || Double.isNaN(b)) {
            return Boolean.compare(Double.isNaN(a), Double.isNaN(b));
        }
        int ascending = a < b ? -1 : a > b ? 1 : 0;
        return descending ? -ascending : ascending;
    }

    /** By the values of these labels as people sort them, then by all labels. */
    static List<Column> byLabels(List<Column> columns, List<String> names, boolean descending) {
        Comparator<Labels> order = (a, b) -> {
            for (String name : names) {
                int compared = NaturalOrder.compare(a.get(name), b.get(name));
                if (compared != 0) {
                    return compared;
                }
            }
            return a.compareTo(b);
        };
        List<Column> sorted = new ArrayList<>(columns);
        sorted.sort(Comparator.comparing(Column::labels, descending ? order.reversed() : order));
        return sorted;
    }
}
