// SPDX-License-Identifier: Apache-2.0
package dev.plinth.logs;

import org.jspecify.annotations.Nullable;

/** Ids of traces and spans. */
final class Hex {
    private Hex() {}

    /** Null when it is not that many bytes, not hexadecimal, or all zeros, which is no id. */
    static byte @Nullable [] bytes(String hex, int count) {
        if (hex.length() != count * 2) {
            return null;
        }
        byte[] bytes = new byte[count];
        int any = 0;
        for (int i = 0; i < count; i++) {
            int high = digit(hex.charAt(i * 2));
            int low = digit(hex.charAt(i * 2 + 1));
            if (high < 0 || low < 0) {
                return null;
            }
            bytes[i] = (byte) ((high << 4) | low);
            any |= bytes[i];
        }
        return any == 0 ? null : bytes;
    }

    private static int digit(char c) {
        return c < 128 ? Character.digit(c, 16) : -1;
    }
}
