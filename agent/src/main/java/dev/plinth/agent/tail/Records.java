// SPDX-License-Identifier: Apache-2.0
package dev.plinth.agent.tail;

import dev.plinth.agent.ship.Texts;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Takes bytes apart into records of one or more lines. It keeps nothing between two calls: what is not complete is given again with what has
 * come meanwhile.
 */
final class Records {
    private final Charset encoding;
    private final int maxBytes;
    private final Grouping grouping;

    private byte[] bytes = new byte[0];
    private int length;
    private int position;
    private boolean cut;
    private boolean endLine;
    private boolean endRecord;

    Records(Charset encoding, int maxBytes, Grouping grouping) {
        this.encoding = encoding;
        this.maxBytes = maxBytes;
        this.grouping = grouping;
    }

    /** As many bytes as are looked at together: whatever they are, something of them can be taken. */
    int window() {
        return 2 * maxBytes + 2;
    }

    /**
     * Begins with these bytes.
     *
     * @param newCut whether the rest of a line that is too long begins there
     * @param newEndLine whether what has no end yet is a line
     * @param newEndRecord whether the last record has all its lines
     */
    void over(byte[] newBytes, int newLength, boolean newCut, boolean newEndLine, boolean newEndRecord) {
        bytes = newBytes;
        length = newLength;
        position = 0;
        cut = newCut;
        endLine = newEndLine;
        endRecord = newEndRecord;
    }

    /** How many bytes are done with. */
    int position() {
        return position;
    }

    /** Whether the rest of a line that is too long begins there. */
    boolean isCut() {
        return cut;
    }

    /** The next record, empty when there is nothing but white space in it; null when there is no other that is complete. */
    @Nullable
    String next() {
        if (!leaveOutRest()) {
            return null;
        }
        // a file that was cut to nothing below a writer who goes on where he was has zeros up to there
        while (position < length && bytes[position] == 0) {
            position++;
        }
        StringBuilder text = new StringBuilder();
        int at = position;
        for (int lines = 0; ; lines++) {
            int newline = indexOfNewline(at);
            int end = newline < 0 ? length : newline;
            if (lines == 0 && end - at > maxBytes) {
                return cutLine(at);
            }
            if (newline < 0 && at < length && !endLine && end - position <= maxBytes) {
                return null;
            }
            if (newline < 0 && at == length) {
                return lines > 0 && endRecord ? taken(text, at) : null;
            }
            String line = decoded(at, end);
            if (lines > 0
                    && (lines == grouping.maxLines() || end - position > maxBytes || !grouping.isContinuation(line))) {
                return taken(text, at);
            }
            text.append(lines == 0 ? "" : "\n").append(line);
            at = newline < 0 ? length : newline + 1;
            if (grouping.maxLines() == 1) {
                return taken(text, at);
            }
        }
    }

    private String taken(StringBuilder text, int end) {
        position = end;
        String record = text.toString().stripTrailing();
        return Texts.cut(record, maxBytes);
    }

    private boolean leaveOutRest() {
        if (!cut) {
            return true;
        }
        int newline = indexOfNewline(position);
        position = newline < 0 ? length : newline + 1;
        cut = newline < 0;
        return !cut;
    }

    private String cutLine(int from) {
        int end = from + maxBytes;
        // not through the middle of a character
        while (encoding.equals(StandardCharsets.UTF_8) && end > from + maxBytes - 4 && (bytes[end] & 0xC0) == 0x80) {
            end--;
        }
        position = end;
        cut = true;
        return Texts.cut(new String(bytes, from, end - from, encoding), maxBytes) + Texts.mark(maxBytes);
    }

    private int indexOfNewline(int from) {
        for (int i = from; i < length; i++) {
            if (bytes[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private String decoded(int from, int end) {
        int without = end > from && bytes[end - 1] == '\r' ? end - 1 : end;
        return new String(bytes, from, without - from, encoding);
    }
}
