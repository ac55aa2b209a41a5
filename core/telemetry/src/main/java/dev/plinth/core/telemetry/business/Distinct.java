// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.business;

import org.apache.datasketches.hll.HllSketch;
import org.apache.datasketches.hll.HllUnion;
import org.apache.datasketches.hll.TgtHllType;

/**
 * How many different ones there are, by HyperLogLog (Flajolet et al., 2007) with 16,384 registers: exact for a few, and with a standard error of 0.8 % for many. What is
 * added twice counts once, whenever and wherever it was added.
 */
final class Distinct {
    private static final int LG_REGISTERS = 14;

    private final HllUnion union;

    Distinct() {
        this.union = new HllUnion(LG_REGISTERS);
    }

    static Distinct decode(byte[] bytes) {
        Distinct distinct = new Distinct();
        distinct.add(bytes);
        return distinct;
    }

    void add(long hash) {
        union.update(hash);
    }

    void add(Distinct others) {
        union.update(others.union.getResult(TgtHllType.HLL_8));
    }

    void add(byte[] encoded) {
        union.update(HllSketch.heapify(encoded));
    }

    /** At most 8 KB, a few bytes each for a few. */
    byte[] encode() {
        return union.getResult(TgtHllType.HLL_4).toCompactByteArray();
    }

    long estimate() {
        return Math.round(union.getEstimate());
    }
}
