// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.channel;

import java.nio.charset.StandardCharsets;

/** Texts that are made as short as somebody wants them. */
final class Cut {
    private static final String ELLIPSIS = "…";

    private Cut() {}

    /** Not longer than that many characters of Unicode, the last of which then says that something is missing. */
    static String characters(String text, int most) {
        if (text.codePointCount(0, text.length()) <= most) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, most - 1)).stripTrailing() + ELLIPSIS;
    }

    /**
     * Not longer than that many bytes of UTF-8, by whole characters, and by whole lines where that costs little.
     *
     * @param note what is there instead of the rest
     */
    static String bytes(String text, int most, String note) {
        if (text.getBytes(StandardCharsets.UTF_8).length <= most) {
            return text;
        }
        int room = most - note.getBytes(StandardCharsets.UTF_8).length;
        int end = 0;
        int used = 0;
        while (end < text.length()) {
            int c = text.codePointAt(end);
            used += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
            if (used > room) {
                break;
            }
            end += Character.charCount(c);
        }
        int line = text.lastIndexOf('\n', end);
        return text.substring(0, line > end - end / 4 ? line : end) + note;
    }
}
