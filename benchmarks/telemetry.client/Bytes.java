// SPDX-License-Identifier: Apache-2.0

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** What is written into requests: the few forms of protobuf, and numbers of a fixed width over what is there. */
final class Bytes {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private Bytes() {}

    static void varint(ByteArrayOutputStream out, long value) {
        long left = value;
        while (left > 127) {
            out.write((int) (left & 127 | 128));
            left >>>= 7;
        }
        out.write((int) left);
    }

    static void field(ByteArrayOutputStream out, int number, byte[] value) {
        varint(out, (long) number << 3 | 2);
        varint(out, value.length);
        out.writeBytes(value);
    }

    static void field(ByteArrayOutputStream out, int number, String value) {
        field(out, number, value.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] attribute(String key, String value) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        field(text, 1, value);
        ByteArrayOutputStream attribute = new ByteArrayOutputStream();
        field(attribute, 1, key);
        field(attribute, 2, text.toByteArray());
        return attribute.toByteArray();
    }

    static void fixed64(byte[] bytes, int at, long value) {
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(at, value);
    }

    static void decimal(byte[] bytes, int at, int digits, long value) {
        long left = value;
        for (int i = at + digits - 1; i >= at; i--) {
            bytes[i] = (byte) ('0' + left % 10);
            left /= 10;
        }
    }

    static void hex16(byte[] bytes, int at, long value) {
        for (int i = 0; i < 16; i++) {
            bytes[at + i] = HEX[(int) (value >>> 60 - 4 * i) & 15];
        }
    }

    /** Numbers that look like chance, each another one (the end of SplitMix64). */
    static long mixed(long number) {
        long z = (number + 1) * 0x9E3779B97F4A7C15L;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }
}
