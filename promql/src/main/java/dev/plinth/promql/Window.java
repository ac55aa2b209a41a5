// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql;

/** The part of the data that is looked at for a step: what is after {@code end - range}, up to {@code end}. */
record Window(long range, long offset, boolean fixed, long at) {
    /** The end for a step at this time. */
    long end(long time) {
        return (fixed ? at : time) - offset;
    }
}
