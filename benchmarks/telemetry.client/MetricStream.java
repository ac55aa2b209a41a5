// SPDX-License-Identifier: Apache-2.0

import java.util.ArrayList;
import java.util.List;

/** The same samples whenever it is made anew: some groups of series, one after the other, at each step. */
final class MetricStream {
    static final int GROUPS = 5;
    /** No sample is at a boundary of what queries ask for, where versions of Prometheus differ. */
    private static final int AFTER_STEP_MILLIS = 137;

    private final List<MetricSeries> groups = new ArrayList<>();
    private final long begin;
    private final int stepMillis;
    private long number;

    /** @param begin of the first step, in milliseconds */
    MetricStream(int series, String source, long begin, int stepMillis) {
        this.begin = begin;
        this.stepMillis = stepMillis;
        int instances = series / MetricSeries.PER_INSTANCE / GROUPS;
        for (int i = 0; i < GROUPS; i++) {
            groups.add(new MetricSeries(i * instances, instances, source, 7 + i));
        }
    }

    List<MetricSeries> groups() {
        return groups;
    }

    /** Goes on to the next group, or to the first at the next step, and says which it is. */
    int next() {
        int group = (int) (number++ % GROUPS);
        groups.get(group).advance();
        return group;
    }

    /** Of the samples of the group that {@link #next} came to. */
    long time() {
        long at = number - 1;
        return begin + at / GROUPS * stepMillis + at % GROUPS * (stepMillis / GROUPS) + AFTER_STEP_MILLIS;
    }
}
