// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.dispatch;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads string literals of Go, in which matchers are quoted. */
final class GoText {
    private static final String SIMPLE = "abfnrtv\\\"";
    private static final String MEANINGS = "\u0007\b\f\n\r\t\u000b\\\"";

    private final String literal;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private int at = 1;

    private GoText(String literal) {
        this.literal = literal;
    }

    /**
     * What a literal in double quotes says, or null when it has an escape that is none, a line feed, or bytes that are no UTF-8.
     *
     * @param literal with its quotes
     */
    static @Nullable String unquote(String literal) {
        return new GoText(literal).read();
    }

    private @Nullable String read() {
        while (at < literal.length() - 1) {
            int c = literal.codePointAt(at);
            at += Character.charCount(c);
            if (c == '\n' || (c == '\\' && !escape())) {
                return null;
            }
            if (c != '\\') {
                append(c);
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException _) {
            return null;
        }
    }

    private boolean escape() {
        char c = literal.charAt(at++);
        int simple = SIMPLE.indexOf(c);
        if (simple >= 0) {
            bytes.write(MEANINGS.charAt(simple));
            return true;
        }
        return switch (c) {
            case 'x' -> number(2, 16, false);
            case 'u' -> number(4, 16, true);
            case 'U' -> number(8, 16, true);
            case '0', '1', '2', '3', '4', '5', '6', '7' -> {
                at--;
                yield number(3, 8, false);
            }
            default -> false;
        };
    }

    private boolean number(int digits, int radix, boolean character) {
        if (at + digits > literal.length() - 1) {
            return false;
        }
        long number = 0;
        for (int i = 0; i < digits; i++) {
            int digit = Character.digit(literal.charAt(at++), radix);
            if (digit < 0) {
                return false;
            }
            number = number * radix + digit;
        }
        if (!character) {
            bytes.write((int) number);
            return number <= 0xff;
        }
        boolean surrogate = number >= Character.MIN_SURROGATE && number <= Character.MAX_SURROGATE;
        if (number > Character.MAX_CODE_POINT || surrogate) {
            return false;
        }
        append((int) number);
        return true;
    }

    private void append(int codePoint) {
        bytes.writeBytes(Character.toString(codePoint).getBytes(StandardCharsets.UTF_8));
    }
}
