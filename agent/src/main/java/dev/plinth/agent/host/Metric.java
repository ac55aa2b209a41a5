// SPDX-License-Identifier: Apache-2.0
package dev.plinth.agent.host;

import java.util.List;
import java.util.Map;

/** Numbers of one name. */
record Metric(String name, String unit, Kind kind, List<Point> points) {
    /** What a number means beside others at other times and with other attributes. */
    enum Kind {
        /** Only falls when it begins anew. */
        COUNTER,
        /** May be summed up over its attributes. */
        SUM,
        /** Stands for itself. */
        GAUGE
    }

    /**
     * One number.
     *
     * @param value a {@code Long} or a {@code Double}
     * @param since when it began to be counted, in milliseconds since 1970
     */
    record Point(Map<String, String> attributes, Number value, long since) {}
}
