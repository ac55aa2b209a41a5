// SPDX-License-Identifier: Apache-2.0
package dev.plinth.gateway.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import io.netty.util.concurrent.FastThreadLocal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;

/**
 * Writes headers in one piece. A buffer outside the heap takes each part on its own, with its own checks: for a head of fifteen
 * headers, sixty times. Here the parts are put together in an array first.
 */
final class HeadWriter {
    private static final FastThreadLocal<HeadWriter> CURRENT = new FastThreadLocal<>() {
        @Override
        protected HeadWriter initialValue() {
            return new HeadWriter();
        }
    };

    private byte[] bytes = new byte[4 << 10];
    private int length;

    private HeadWriter() {}

    /** Without the empty line at the end. Names and values were checked when they were set. */
    static void write(HttpHeaders headers, ByteBuf to) {
        HeadWriter writer = CURRENT.get();
        writer.length = 0;
        for (Iterator<Map.Entry<CharSequence, CharSequence>> all = headers.iteratorCharSequence(); all.hasNext(); ) {
            Map.Entry<CharSequence, CharSequence> header = all.next();
            writer.add(header.getKey());
            writer.add(':', ' ');
            writer.add(header.getValue());
            writer.add('\r', '\n');
        }
        to.writeBytes(writer.bytes, 0, writer.length);
    }

    private void add(CharSequence text) {
        if (text instanceof AsciiString ascii) {
            add(ascii.array(), ascii.arrayOffset(), ascii.length());
        } else {
            // what is no Latin letter becomes a question mark, never a line break
            byte[] latin = text.toString().getBytes(StandardCharsets.ISO_8859_1);
            add(latin, 0, latin.length);
        }
    }

    private void add(byte[] from, int begin, int count) {
        makeRoom(count);
        System.arraycopy(from, begin, bytes, length, count);
        length += count;
    }

    private void add(char first, char second) {
        makeRoom(2);
        bytes[length++] = (byte) first;
        bytes[length++] = (byte) second;
    }

    private void makeRoom(int count) {
        if (bytes.length - length < count) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + count));
        }
    }
}
