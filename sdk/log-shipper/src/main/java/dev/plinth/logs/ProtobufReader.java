// SPDX-License-Identifier: Apache-2.0
package dev.plinth.logs;

import java.nio.charset.StandardCharsets;

/** Walks over the fields of one message; what it does not look at it steps over. */
final class ProtobufReader {
    /** It is not protobuf. */
    static final class MalformedException extends Exception {
        private static final long serialVersionUID = 1L;

        MalformedException(String message) {
            super(message);
        }
    }

    private final byte[] bytes;
    private final int end;
    private int at;
    private int field;
    private int type;
    private int offset;
    private long number;

    ProtobufReader(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    private ProtobufReader(byte[] bytes, int offset, int length) {
        this.bytes = bytes;
        this.at = offset;
        this.end = offset + length;
    }

    /** Goes on to the next field; false after the last. */
    boolean next() throws MalformedException {
        if (at == end) {
            return false;
        }
        long tag = varint();
        field = (int) (tag >>> 3);
        type = (int) tag & 7;
        switch (type) {
            case 0 -> number = varint();
            case 1 -> step(Long.BYTES);
            case 2 -> step(varint());
            case 5 -> step(Integer.BYTES);
            default -> throw new MalformedException("wire type " + type);
        }
        return true;
    }

    /** Whether it is that field, and a message, text or bytes. */
    boolean isBytes(int wanted) {
        return field == wanted && type == 2;
    }

    boolean isNumber(int wanted) {
        return field == wanted && type == 0;
    }

    long number() {
        return number;
    }

    String text() {
        return new String(bytes, offset, at - offset, StandardCharsets.UTF_8);
    }

    ProtobufReader message() {
        return new ProtobufReader(bytes, offset, at - offset);
    }

    /** The field's content goes over as it is. */
    void copyTo(ProtobufWriter to, int asField) {
        to.bytes(asField, bytes, offset, at - offset);
    }

    private void step(long length) throws MalformedException {
        if (length < 0 || length > end - at) {
            throw new MalformedException("a field of " + length + " bytes (expected: <= " + (end - at) + ")");
        }
        offset = at;
        at += (int) length;
    }

    private long varint() throws MalformedException {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            if (at == end) {
                throw new MalformedException("it ends in the middle of a number");
            }
            byte next = bytes[at++];
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new MalformedException("a number of more than 64 bits");
    }
}
