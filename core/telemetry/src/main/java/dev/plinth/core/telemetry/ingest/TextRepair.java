// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.ingest;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Protobuf refuses a whole message for one text that is no UTF-8, as a service writes that logs what it was sent. Here such texts get replacement characters,
 * so that the rest is not lost with them.
 */
final class TextRepair {
    private static final int MAX_DEPTH = 100;

    private TextRepair() {}

    /**
     * The same message with valid texts.
     *
     * @throws InvalidProtocolBufferException when it is no message of that type for another reason
     */
    static byte[] repaired(byte[] message, Descriptor type) throws InvalidProtocolBufferException {
        return repaired(message, type, 0);
    }

    private static byte[] repaired(byte[] message, Descriptor type, int depth) throws InvalidProtocolBufferException {
        if (depth > MAX_DEPTH) {
            throw new InvalidProtocolBufferException("Protocol message had too many levels of nesting.");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(message.length + 64);
        try {
            CodedInputStream in = CodedInputStream.newInstance(message);
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                out.writeUInt32NoTag(tag);
                switch (WireFormat.getTagWireType(tag)) {
                    case WireFormat.WIRETYPE_VARINT -> out.writeUInt64NoTag(in.readRawVarint64());
                    case WireFormat.WIRETYPE_FIXED64 -> out.writeFixed64NoTag(in.readRawLittleEndian64());
                    case WireFormat.WIRETYPE_FIXED32 -> out.writeFixed32NoTag(in.readRawLittleEndian32());
                    case WireFormat.WIRETYPE_LENGTH_DELIMITED ->
                        out.writeByteArrayNoTag(value(
                                in.readByteArray(), type.findFieldByNumber(WireFormat.getTagFieldNumber(tag)), depth));
                    default -> throw new InvalidProtocolBufferException("Protocol message tag had invalid wire type.");
                }
            }
            out.flush();
        } catch (InvalidProtocolBufferException e) {
            throw e;
        } catch (IOException e) {
            throw new InvalidProtocolBufferException(e);
        }
        return bytes.toByteArray();
    }

    /** @param field null for one that is not known, whose value stays as it is */
    private static byte[] value(byte[] value, @Nullable FieldDescriptor field, int depth)
            throws InvalidProtocolBufferException {
        if (field == null) {
            return value;
        }
        if (field.getType() == FieldDescriptor.Type.MESSAGE) {
            return repaired(value, field.getMessageType(), depth + 1);
        }
        return field.getType() != FieldDescriptor.Type.STRING
                        || ByteString.copyFrom(value).isValidUtf8()
                ? value
                : new String(value, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
    }
}
