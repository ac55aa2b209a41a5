// SPDX-License-Identifier: Apache-2.0
package dev.plinth.agent.journal;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Lines of a stream, none longer than the bound. */
final class BoundedLines {
    private static final int CHUNK = 64 << 10;

    private final InputStream in;
    private final int bound;
    private final byte[] chunk = new byte[CHUNK];
    private byte[] line = new byte[CHUNK];
    private int length;
    private int at;
    private int end;

    BoundedLines(InputStream in, int bound) {
        this.in = in;
        this.bound = bound;
    }

    /** One line; empty when it was longer than the bound; null at the end, also when the last line has none. */
    byte @org.jspecify.annotations.Nullable [] next() throws IOException {
        length = 0;
        boolean tooLong = false;
        while (true) {
            if (at == end) {
                at = 0;
                end = Math.max(0, in.read(chunk));
                if (end == 0) {
                    return null;
                }
            }
            int newline = at;
            while (newline < end && chunk[newline] != '\n') {
                newline++;
            }
            tooLong |= length + newline - at > bound;
            if (!tooLong) {
                append(newline - at);
            }
            boolean complete = newline < end;
            at = complete ? newline + 1 : end;
            if (complete) {
                return tooLong ? new byte[0] : Arrays.copyOf(line, length);
            }
        }
    }

    private void append(int count) {
        if (length + count > line.length) {
            line = Arrays.copyOf(line, Math.max(2 * line.length, length + count));
        }
        System.arraycopy(chunk, at, line, length, count);
        length += count;
    }
}
