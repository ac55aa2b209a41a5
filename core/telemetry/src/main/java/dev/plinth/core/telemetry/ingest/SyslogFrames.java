// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.ingest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The messages of syslog in a stream, as RFC 6587 has them: each begins with the number of its octets, or ends with its line. Which of the two it is,
 * each says anew. What is longer than 256 KB loses its end.
 */
final class SyslogFrames {
    static final int MAX_MESSAGE = 256 << 10;

    private static final int MAX_DIGITS = 9;

    private final InputStream in;

    SyslogFrames(InputStream in) {
        this.in = in;
    }

    /** The next message that is not empty, or null at the end. */
    byte @Nullable [] next() throws IOException {
        int first = in.read();
        while (first == '\n' || first == '\r' || first == 0 || first == ' ') {
            first = in.read();
        }
        if (first < 0) {
            return null;
        }
        return first >= '1' && first <= '9' ? counted(first) : line("", first);
    }

    private byte[] counted(int first) throws IOException {
        StringBuilder digits = new StringBuilder().append((char) first);
        int next = in.read();
        while (next >= '0' && next <= '9' && digits.length() < MAX_DIGITS) {
            digits.append((char) next);
            next = in.read();
        }
        if (next != ' ') {
            return line(digits.toString(), next);
        }
        int length = Integer.parseInt(digits.toString());
        byte[] message = in.readNBytes(Math.min(length, MAX_MESSAGE));
        in.skipNBytes(Math.max(0, length - MAX_MESSAGE));
        return message;
    }

    private byte[] line(String begin, int first) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(256);
        line.writeBytes(begin.getBytes(StandardCharsets.US_ASCII));
        for (int next = first; next >= 0 && next != '\n' && next != 0; next = in.read()) {
            if (line.size() < MAX_MESSAGE) {
                line.write(next);
            }
        }
        return line.toByteArray();
    }
}
