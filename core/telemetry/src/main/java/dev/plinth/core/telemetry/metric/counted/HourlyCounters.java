// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.counted;

import dev.plinth.promql.Samples;
import dev.plinth.promql.model.Histogram;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Counters, made of what was counted by minute. They begin anew with each hour in which something was counted, so that the counts of an hour are enough to know one: right
 * after its begin with nothing, then with the sum at the end of each minute. So none is lost over a reset.
 */
public final class HourlyCounters {
    private static final long MINUTE = Duration.ofMinutes(1).toMillis();
    private static final long HOUR = Duration.ofHours(1).toMillis();

    private HourlyCounters() {}

    /** From when counts are needed to know a counter at that time. */
    public static long begin(long time) {
        return Math.floorDiv(time, HOUR) * HOUR;
    }

    /**
     * A counter.
     *
     * @param minutes what was counted, by the begin of the minute; one at least
     * @param to up to when it is known, inclusive
     */
    public static <T> Samples of(NavigableMap<Long, T> minutes, long to, ToDoubleFunction<T> count) {
        Columns columns = new Columns();
        double[] sum = {0};
        walk(minutes, to, new Step<>() {
            @Override
            public void begin() {
                sum[0] = 0;
            }

            @Override
            public void add(T counted) {
                sum[0] += count.applyAsDouble(counted);
            }

            @Override
            public void at(long time) {
                columns.add(time, sum[0], null);
            }
        });
        return columns.samples();
    }

    /** What is done on the way. */
    interface Step<T> {
        /** An hour begins. */
        void begin();

        /** That was counted in a minute of it. */
        void add(T counted);

        /** So much it is then. */
        void at(long time);
    }

    static <T> void walk(NavigableMap<Long, T> minutes, long to, Step<T> step) {
        Long next = minutes.firstKey();
        while (next != null) {
            long hour = begin(next);
            step.begin();
            step.at(hour + 1);
            for (long minute = hour; minute < hour + HOUR && minute + MINUTE <= to; minute += MINUTE) {
                T counted = minutes.get(minute);
                if (counted != null) {
                    step.add(counted);
                }
                step.at(minute + MINUTE);
            }
            next = minutes.ceilingKey(hour + HOUR);
        }
    }

    /** Samples as they are made. */
    static final class Columns {
        private final List<Long> times = new ArrayList<>();
        private final List<Double> values = new ArrayList<>();
        private final List<@Nullable Histogram> histograms = new ArrayList<>();

        void add(long time, double value, @Nullable Histogram histogram) {
            times.add(time);
            values.add(value);
            histograms.add(histogram);
        }

        Samples samples() {
            int size = times.size();
            boolean any = size > 0 && histograms.getFirst() != null;
            return new Samples(
                    times.stream().mapToLong(Long::longValue).toArray(),
                    values.stream().mapToDouble(Double::doubleValue).toArray(),
                    any ? histograms.toArray(new Histogram[0]) : null,
                    size);
        }
    }
}
