// SPDX-License-Identifier: Apache-2.0
package dev.plinth.logs;

import java.util.Arrays;

/** The few things of protobuf's wire format that OTLP needs, into an array that grows. Numbers of fields are below 16. */
public final class ProtobufWriter {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int TAG = 1;

    private byte[] bytes;
    private int size;

    /** @param capacity bytes to begin with */
    public ProtobufWriter(int capacity) {
        bytes = new byte[capacity];
    }

    /** Bytes that were written. */
    public int size() {
        return size;
    }

    void clear() {
        size = 0;
    }

    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    /** An {@code int64}, {@code uint64}, {@code bool} or the number of an {@code enum}. */
    public void number(int field, long value) {
        tag(field, VARINT);
        varint(value);
    }

    /** A {@code fixed64}, {@code sfixed64} or the bits of a {@code double}. */
    public void fixed64(int field, long value) {
        tag(field, FIXED64);
        room(Long.BYTES);
        for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
            bytes[size++] = (byte) (value >>> shift);
        }
    }

    /** {@code bytes}, or a {@code string} in UTF-8. */
    public void bytes(int field, byte[] value) {
        bytes(field, value, 0, value.length);
    }

    void bytes(int field, byte[] value, int offset, int length) {
        head(field, length);
        room(length);
        System.arraycopy(value, offset, bytes, size, length);
        size += length;
    }

    public void message(int field, ProtobufWriter message) {
        bytes(field, message.bytes, 0, message.size);
    }

    /** The fields of another, as if they were of this one. */
    void append(ProtobufWriter fields) {
        room(fields.size);
        System.arraycopy(fields.bytes, 0, bytes, size, fields.size);
        size += fields.size;
    }

    /** A message of that many bytes begins; its fields are to be written next. */
    void head(int field, int length) {
        tag(field, BYTES);
        varint(length);
    }

    /** How much a field of that many bytes takes with its head. */
    static int sized(int length) {
        return TAG + varintSize(length) + length;
    }

    static int numberSized(long value) {
        return TAG + varintSize(value);
    }

    static int fixed64Sized() {
        return TAG + Long.BYTES;
    }

    private static int varintSize(long value) {
        return Math.max(1, (Long.SIZE - Long.numberOfLeadingZeros(value) + 6) / 7);
    }

    private void tag(int field, int type) {
        varint(((long) field << 3) | type);
    }

    private void varint(long value) {
        room(10);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[size++] = (byte) ((rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    private void room(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(size, more), bytes.length * 2));
        }
    }
}
