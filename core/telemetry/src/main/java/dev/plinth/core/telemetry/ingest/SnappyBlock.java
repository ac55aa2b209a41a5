// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.ingest;

import dev.plinth.core.telemetry.ingest.Refusal.Reason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.compression.DecompressionException;
import io.netty.handler.codec.compression.Snappy;

/** Snappy's format of blocks. */
final class SnappyBlock {
    private SnappyBlock() {}

    /** @param max bytes that it may have when it is decompressed */
    static byte[] decompress(byte[] block, long max) throws Refusal {
        long length = length(block);
        if (length > max) {
            throw Received.tooLarge(max);
        }
        ByteBuf out = Unpooled.buffer((int) length, (int) length);
        try {
            new Snappy().decode(Unpooled.wrappedBuffer(block), out);
        } catch (DecompressionException | IndexOutOfBoundsException e) {
            throw new Refusal(Reason.MALFORMED, "The body is no block of Snappy: " + e.getMessage());
        }
        if (out.readableBytes() != length) {
            throw new Refusal(
                    Reason.MALFORMED,
                    "The body is no block of Snappy: it has %d bytes and says %d."
                            .formatted(out.readableBytes(), length));
        }
        return out.array();
    }

    /** What the block says that it will have, at its beginning. */
    private static long length(byte[] block) throws Refusal {
        long length = 0;
        for (int i = 0; i < 5 && i < block.length; i++) {
            length |= (block[i] & 0x7fL) << (7 * i);
            if (block[i] >= 0) {
                return length;
            }
        }
        throw new Refusal(Reason.MALFORMED, "The body is no block of Snappy: it does not say how long it is.");
    }
}
