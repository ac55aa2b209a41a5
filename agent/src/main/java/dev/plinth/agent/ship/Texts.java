// SPDX-License-Identifier: Apache-2.0
package dev.plinth.agent.ship;

/** Texts that are not too long. */
public final class Texts {
    private Texts() {}

    /** What stands behind a text that was cut. */
    public static String mark(int maxBytes) {
        return " … (cut: longer than %d bytes)".formatted(maxBytes);
    }

    /** The text, or its beginning and a mark when it has more bytes than that in UTF-8. */
    public static String cut(String text, int maxBytes) {
        // the longest character of UTF-16 has three bytes
        if (text.length() <= maxBytes / 3) {
            return text;
        }
        int bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            bytes += character < 0x80 ? 1 : character < 0x800 || Character.isSurrogate(character) ? 2 : 3;
            if (bytes > maxBytes) {
                int end = Character.isLowSurrogate(character) ? i - 1 : i;
                return text.substring(0, end) + mark(maxBytes);
            }
        }
        return text;
    }
}
