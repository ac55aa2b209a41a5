// SPDX-License-Identifier: Apache-2.0
package dev.plinth.logs;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Text as UTF-8 of limited length. Halves of surrogate pairs, which UTF-8 has not, become question marks. */
final class Text {
    private static final int MARK_ROOM = 48;

    private Text() {}

    /** @param limit in bytes; what is longer ends with a mark that says how much is missing */
    static byte[] utf8(String text, int limit) {
        // a character has at least one byte: no more is copied of what is much too long
        boolean tooLong = text.length() > limit;
        byte[] head = (tooLong ? text.substring(0, limit) : text).getBytes(StandardCharsets.UTF_8);
        if (!tooLong && head.length <= limit) {
            return head;
        }
        int kept = Math.max(0, Math.min(head.length, limit - MARK_ROOM));
        while (kept > 0 && kept < head.length && (head[kept] & 0xC0) == 0x80) {
            kept--;
        }
        long all = tooLong ? head.length + size(text, limit) : head.length;
        byte[] mark = "… (%d bytes left out)".formatted(all - kept).getBytes(StandardCharsets.UTF_8);
        byte[] cut = Arrays.copyOf(head, kept + mark.length);
        System.arraycopy(mark, 0, cut, kept, mark.length);
        return cut;
    }

    private static long size(String text, int from) {
        long size = 0;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            // each half of a pair counts two of its four bytes
            size += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return size;
    }
}
