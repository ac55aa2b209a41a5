// SPDX-License-Identifier: Apache-2.0
package dev.plinth.timeseries.head;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Finds a series by the bytes of its labels, which need not be copied for it. */
final class SeriesTable {
    private static final int FIRST = 64;

    private @Nullable HeadSeries[] slots = new HeadSeries[FIRST];
    private int size;

    @Nullable
    HeadSeries find(byte[] bytes, int from, int to, long hash) {
        int at = slot(hash);
        HeadSeries series = slots[at];
        while (series != null) {
            if (series.hash == hash && Arrays.equals(series.key, 0, series.key.length, bytes, from, to)) {
                return series;
            }
            at = (at + 1) & (slots.length - 1);
            series = slots[at];
        }
        return null;
    }

    private int slot(long hash) {
        return (int) (hash & (slots.length - 1));
    }

    /** Adds one that is not there. */
    void add(HeadSeries series) {
        if (size * 2 >= slots.length) {
            @Nullable HeadSeries[] before = slots;
            slots = new HeadSeries[before.length * 2];
            for (HeadSeries each : before) {
                if (each != null) {
                    put(each);
                }
            }
        }
        put(series);
        size++;
    }

    private void put(HeadSeries series) {
        int at = slot(series.hash);
        while (slots[at] != null) {
            at = (at + 1) & (slots.length - 1);
        }
        slots[at] = series;
    }
}
