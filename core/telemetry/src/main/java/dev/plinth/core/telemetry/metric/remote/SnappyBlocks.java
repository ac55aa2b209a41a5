// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.remote;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.compression.DecompressionException;
import io.netty.handler.codec.compression.Snappy;
import java.io.IOException;

/** Snappy's format of blocks, in which bodies of remote-write and remote-read are. */
public final class SnappyBlocks {
    private static final int FRAGMENT = 32 << 10;

    private SnappyBlocks() {}

    /** A block has more bytes than it may. */
    public static final class TooLargeException extends IOException {
        private static final long serialVersionUID = 1L;

        TooLargeException(long bytes) {
            super("the block has " + bytes + " bytes");
        }
    }

    public static byte[] compress(byte[] bytes) {
        ByteBuf out = Unpooled.buffer(bytes.length / 2 + 64);
        length(bytes.length, out);
        // the encoder writes distances of more than 64 KB wrongly
        for (int from = 0; from < bytes.length; from += FRAGMENT) {
            int size = Math.min(FRAGMENT, bytes.length - from);
            ByteBuf fragment = Unpooled.buffer(size / 2 + 64);
            new Snappy().encode(Unpooled.wrappedBuffer(bytes, from, size), fragment, size);
            // how long it will be, which is said once for all
            while (fragment.readByte() < 0) {
                // the next seven bits
            }
            out.writeBytes(fragment);
        }
        return ByteBufUtil.getBytes(out);
    }

    private static void length(int length, ByteBuf out) {
        int left = length;
        while (left >= 0x80) {
            out.writeByte((left & 0x7f) | 0x80);
            left >>>= 7;
        }
        out.writeByte(left);
    }

    /**
     * What was compressed.
     *
     * @param max bytes that it may have
     * @throws IOException when it is no block
     */
    public static byte[] decompress(byte[] block, long max) throws IOException {
        long length = length(block);
        if (length > max) {
            throw new TooLargeException(length);
        }
        ByteBuf out = Unpooled.buffer((int) length, (int) length);
        try {
            new Snappy().decode(Unpooled.wrappedBuffer(block), out);
        } catch (DecompressionException | IndexOutOfBoundsException | IllegalArgumentException e) {
            throw new IOException("no block of Snappy: " + e.getMessage(), e);
        }
        if (out.readableBytes() != length) {
            throw new IOException(
                    "no block of Snappy: it has %d bytes and says %d".formatted(out.readableBytes(), length));
        }
        return out.array();
    }

    /** What the block says that it will have, at its beginning. */
    private static long length(byte[] block) throws IOException {
        long length = 0;
        for (int i = 0; i < 5 && i < block.length; i++) {
            length |= (block[i] & 0x7fL) << (7 * i);
            if (block[i] >= 0) {
                return length;
            }
        }
        throw new IOException("no block of Snappy: it does not say how long it is");
    }
}
