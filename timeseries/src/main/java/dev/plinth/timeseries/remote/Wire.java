// SPDX-License-Identifier: Apache-2.0
package dev.plinth.timeseries.remote;

import com.google.protobuf.WireFormat;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Reads fields of protobuf from a stretch of bytes, without copies. */
final class Wire {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    final byte[] bytes;
    int at;
    int end;

    Wire(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.at = from;
        this.end = to;
    }

    /** Goes to another stretch of the same bytes. */
    void reset(int from, int to) {
        at = from;
        end = to;
    }

    boolean isAtEnd() {
        return at == end;
    }

    int tag() throws MalformedRequestException {
        long tag = varint();
        if (tag < 8 || tag > Integer.MAX_VALUE) {
            throw new MalformedRequestException("no tag of a field at byte " + at);
        }
        return (int) tag;
    }

    long varint() throws MalformedRequestException {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            if (at == end) {
                throw endsEarly();
            }
            byte group = bytes[at++];
            value |= (group & 0x7fL) << shift;
            if (group >= 0) {
                return value;
            }
        }
        throw new MalformedRequestException("a number at byte " + at + " is too long");
    }

    double fixed() throws MalformedRequestException {
        if (end - at < Double.BYTES) {
            throw endsEarly();
        }
        at += Double.BYTES;
        return Double.longBitsToDouble((long) LONGS.get(bytes, at - Double.BYTES));
    }

    /** The length of what follows, which is there. */
    int length() throws MalformedRequestException {
        long length = varint();
        if (length < 0 || length > end - at) {
            throw endsEarly();
        }
        return (int) length;
    }

    void skip(int tag) throws MalformedRequestException {
        switch (WireFormat.getTagWireType(tag)) {
            case WireFormat.WIRETYPE_VARINT -> varint();
            case WireFormat.WIRETYPE_FIXED64 -> fixed();
            case WireFormat.WIRETYPE_LENGTH_DELIMITED -> at += length();
            case WireFormat.WIRETYPE_FIXED32 -> {
                if (end - at < Integer.BYTES) {
                    throw endsEarly();
                }
                at += Integer.BYTES;
            }
            default -> throw new MalformedRequestException("a field at byte " + at + " is of no known type");
        }
    }

    private MalformedRequestException endsEarly() {
        return new MalformedRequestException("a message ends too early, at byte " + end);
    }
}
