// SPDX-License-Identifier: Apache-2.0
package dev.plinth.timeseries.remote;

import dev.plinth.promql.model.Labels;
import java.io.ByteArrayOutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Labels as they are in a series: the same labels are always the same bytes, so that series are found by them without reading what they say.
 * They are so when names ascend, no value is empty, and lengths are written as short as they can be; most senders send them like this.
 */
public final class LabelBytes {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final byte LABELS = (byte) Fields.SERIES_LABELS;
    private static final byte NAME = (byte) Fields.LABEL_NAME;
    private static final byte VALUE = (byte) Fields.LABEL_VALUE;

    private LabelBytes() {}

    public static byte[] of(Labels labels) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(64 * labels.size());
        // by the bytes of the names; texts are sorted in another order where they have characters beyond the basic
        // plane
        labels.asMap().entrySet().stream()
                .map(each -> new byte[][] {utf8(each.getKey()), utf8(each.getValue())})
                .sorted((a, b) -> Arrays.compareUnsigned(a[0], b[0]))
                .forEach(each -> {
                    byte[] name = each[0];
                    byte[] value = each[1];
                    out.write(LABELS);
                    varint(out, 2 + size(name.length) + name.length + size(value.length) + value.length);
                    out.write(NAME);
                    varint(out, name.length);
                    out.writeBytes(name);
                    out.write(VALUE);
                    varint(out, value.length);
                    out.writeBytes(value);
                });
        return out.toByteArray();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void varint(ByteArrayOutputStream out, int value) {
        int left = value;
        while (left >= 0x80) {
            out.write((left & 0x7f) | 0x80);
            left >>>= 7;
        }
        out.write(left);
    }

    private static int size(int value) {
        return value < 1 << 7 ? 1 : value < 1 << 14 ? 2 : value < 1 << 21 ? 3 : value < 1 << 28 ? 4 : 5;
    }

    /** @param shared gives one text for all that are equal, so that they take memory once */
    public static Labels read(byte[] bytes, int from, int to, UnaryOperator<String> shared) {
        Map<String, String> labels = new HashMap<>();
        Cursor cursor = new Cursor(bytes, from, to);
        while (cursor.next()) {
            labels.put(
                    shared.apply(text(bytes, cursor.nameFrom, cursor.nameTo)),
                    shared.apply(text(bytes, cursor.valueFrom, cursor.valueTo)));
        }
        return Labels.copyOf(labels);
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }

    /** Where labels that begin there end, in the one form; -1 when they are in another. */
    static int end(byte[] bytes, int from, int to) {
        Cursor cursor = new Cursor(bytes, from, to);
        return cursor.all() ? cursor.at : -1;
    }

    /** Whether names and values are all ASCII, so that there is nothing in them that could be no text. For bytes in the one form. */
    public static boolean isPlain(byte[] bytes, int from, int to) {
        Cursor cursor = new Cursor(bytes, from, to);
        while (cursor.next()) {
            if (!isAscii(bytes, cursor.nameFrom, cursor.nameTo) || !isAscii(bytes, cursor.valueFrom, cursor.valueTo)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isAscii(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] < 0) {
                return false;
            }
        }
        return true;
    }

    /** The value of a label, null when there is none of that name. For bytes in the one form. */
    static @Nullable String value(byte[] bytes, int from, int to, byte[] name) {
        Cursor cursor = new Cursor(bytes, from, to);
        while (cursor.next()) {
            if (Arrays.equals(bytes, cursor.nameFrom, cursor.nameTo, name, 0, name.length)) {
                return text(bytes, cursor.valueFrom, cursor.valueTo);
            }
        }
        return null;
    }

    /** A number that is spread evenly over all 64 bits and is the same for the same bytes everywhere and always. */
    public static long hash(byte[] bytes, int from, int to) {
        long hash = 0x9e3779b97f4a7c15L ^ (to - from);
        int at = from;
        for (; at + Long.BYTES <= to; at += Long.BYTES) {
            hash = mix(hash ^ (long) LONGS.get(bytes, at));
        }
        long rest = 0;
        for (; at < to; at++) {
            rest = (rest << Byte.SIZE) | (bytes[at] & 0xff);
        }
        return mix(hash ^ rest);
    }

    private static long mix(long value) {
        long high = Math.unsignedMultiplyHigh(value, 0xd6e8feb86659fd93L);
        return (value * 0xd6e8feb86659fd93L) ^ high ^ (value >>> 29);
    }

    /** Goes from label to label as long as they are in the one form. */
    private static final class Cursor {
        private final byte[] bytes;
        private final int to;
        private int at;
        private int nameFrom;
        private int nameTo;
        private int valueFrom;
        private int valueTo;

        Cursor(byte[] bytes, int from, int to) {
            this.bytes = bytes;
            this.at = from;
            this.to = to;
        }

        /** Whether all labels that are there are in the one form, the names ascending. */
        boolean all() {
            int lastFrom = -1;
            int lastTo = -1;
            while (at < to && bytes[at] == LABELS) {
                if (!next()
                        || (lastFrom >= 0
                                && Arrays.compareUnsigned(bytes, lastFrom, lastTo, bytes, nameFrom, nameTo) >= 0)) {
                    return false;
                }
                lastFrom = nameFrom;
                lastTo = nameTo;
            }
            return true;
        }

        boolean next() {
            if (at >= to || bytes[at] != LABELS) {
                return false;
            }
            int position = at + 1;
            int length = length(position);
            if (length < 0) {
                return false;
            }
            position += size(length);
            int end = position + length;
            if (end > to || length < 4 || bytes[position] != NAME) {
                return false;
            }
            int nameLength = length(++position);
            if (nameLength <= 0) {
                return false;
            }
            nameFrom = position + size(nameLength);
            nameTo = nameFrom + nameLength;
            if (nameTo + 1 >= end || nameTo < nameFrom || bytes[nameTo] != VALUE) {
                return false;
            }
            int valueLength = length(nameTo + 1);
            if (valueLength <= 0) {
                return false;
            }
            valueFrom = nameTo + 1 + size(valueLength);
            valueTo = valueFrom + valueLength;
            if (valueTo != end) {
                return false;
            }
            at = end;
            return true;
        }

        /** A length at that place when it is written as short as it can be, and plausible; else -1. */
        private int length(int position) {
            int value = 0;
            for (int i = 0; i < 4; i++) {
                if (position + i >= to) {
                    return -1;
                }
                byte group = bytes[position + i];
                value |= (group & 0x7f) << (7 * i);
                if (group >= 0) {
                    return size(value) == i + 1 ? value : -1;
                }
            }
            return -1;
        }
    }
}
