// SPDX-License-Identifier: Apache-2.0
package dev.plinth.timeseries;

import dev.plinth.promql.model.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * A sample.
 *
 * @param time milliseconds since 1970
 * @param value counts when there is no histogram; may be the marker of staleness
 */
public record Point(long time, double value, @Nullable Histogram histogram) {
    public static Point of(long time, double value) {
        return new Point(time, value, null);
    }

    public static Point of(long time, Histogram histogram) {
        return new Point(time, 0, histogram);
    }
}
