// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql;

/** The times that an expression is evaluated for. */
record Steps(long start, long interval, int count) {
    private static final int MOST = Integer.MAX_VALUE - 8;

    /** @param max how many there may be */
    static Steps range(long start, long end, long interval, long max) {
        if (end < start) {
            return new Steps(start, interval, 0);
        }
        long count = (end - start) / interval + 1;
        if (count > Math.min(max, MOST)) {
            throw QueryException.tooManySamples();
        }
        return new Steps(start, interval, (int) count);
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
