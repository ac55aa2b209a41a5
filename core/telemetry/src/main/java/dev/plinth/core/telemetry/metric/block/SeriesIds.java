// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.block;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.function.LongConsumer;

/** Ids of the series of a block as bytes: differences, zigzag and in groups of seven bits, as protobuf has them. */
final class SeriesIds {
    private SeriesIds() {}

    static byte[] write(List<Long> ids) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(ids.size() * 2);
        long before = 0;
        for (long id : ids) {
            long difference = id - before;
            long left = (difference << 1) ^ (difference >> 63);
            while ((left & ~0x7fL) != 0) {
                out.write((int) (left & 0x7f) | 0x80);
                left >>>= 7;
            }
            out.write((int) left);
            before = id;
        }
        return out.toByteArray();
    }

    static void read(byte[] bytes, LongConsumer each) {
        long id = 0;
        int at = 0;
        while (at < bytes.length) {
            long value = 0;
            int shift = 0;
            byte group;
            do {
                group = bytes[at++];
                value |= (group & 0x7fL) << shift;
                shift += 7;
            } while (group < 0);
            id += (value >>> 1) ^ -(value & 1);
            each.accept(id);
        }
    }
}
