// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql;

import java.util.Iterator;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Columns one after the other, each made when it is asked for. Several may have the same labels, never at the same step. */
interface Columns {
    /** The next one, which has a sample at some step; null when there is none. */
    @Nullable
    Column next();

    static Columns of(List<Column> columns) {
        Iterator<Column> iterator = columns.iterator();
        return () -> iterator.hasNext() ? iterator.next() : null;
    }

    /** Each column changed; those that are left without samples are left out. */
    default Columns map(UnaryOperator<Column> change) {
        return () -> {
            for (Column column = next(); column != null; column = next()) {
                Column changed = change.apply(column);
                if (!changed.isEmpty()) {
                    return changed;
                }
            }
            return null;
        };
    }
}
