// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql;

/** The times that an expression is evaluated for. */
record Steps(long start, long interval, int count) {
    static Steps range(long start, long end, long interval) {
        if (end < start) {
            return new Steps(start, interval, 0);
        }
        return new Steps(start, interval, Math.toIntExact((end - start) / interval + 1));
    }

    long time(int step) {
        return start + step * interval;
    }

    long last() {
        return time(Math.max(0, count - 1));
    }

    Steps first() {
        return new Steps(start, interval, Math.min(count, 1));
    }
}
