// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.write;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Values of OTLP as JSON. */
final class Values {
    private static final int MAX_TAGS = 128;
    private static final int MAX_TAG = 512;
    private static final int MAX_DEPTH = 32;
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private Values() {}

    /** Empty for no id. */
    static String hex(ByteString id) {
        return HexFormat.of().formatHex(id.toByteArray());
    }

    static @Nullable AnyValue find(List<KeyValue> attributes, String key) {
        for (KeyValue attribute : attributes) {
            if (attribute.getKey().equals(key)) {
                return attribute.getValue();
            }
        }
        return null;
    }

    /** The first of the attributes that is there, as text; empty when none is. */
    static String text(List<KeyValue> attributes, String... keys) {
        for (String key : keys) {
            AnyValue value = find(attributes, key);
            if (value != null) {
                return text(value);
            }
        }
        return "";
    }

    static String text(AnyValue value) {
        return switch (value.getValueCase()) {
            case STRING_VALUE -> value.getStringValue();
            case VALUE_NOT_SET -> "";
            default -> {
                JsonNode node = node(value, 0);
                yield node.isValueNode() ? node.asString() : node.toString();
            }
        };
    }

    static JsonNode node(AnyValue value, int depth) {
        if (depth > MAX_DEPTH) {
            return NODES.stringNode("…");
        }
        return switch (value.getValueCase()) {
            case STRING_VALUE -> NODES.stringNode(value.getStringValue());
            case BOOL_VALUE -> NODES.booleanNode(value.getBoolValue());
            case INT_VALUE -> NODES.numberNode(value.getIntValue());
            case DOUBLE_VALUE ->
                Double.isFinite(value.getDoubleValue())
                        ? NODES.numberNode(value.getDoubleValue())
                        : NODES.stringNode(Double.toString(value.getDoubleValue()));
            case BYTES_VALUE ->
                NODES.stringNode(
                        Base64.getEncoder().encodeToString(value.getBytesValue().toByteArray()));
            case ARRAY_VALUE -> {
                var array = NODES.arrayNode();
                value.getArrayValue().getValuesList().forEach(each -> array.add(node(each, depth + 1)));
                yield array;
            }
            case KVLIST_VALUE -> {
                var object = NODES.objectNode();
                value.getKvlistValue()
                        .getValuesList()
                        .forEach(each -> object.set(each.getKey(), node(each.getValue(), depth + 1)));
                yield object;
            }
            default -> NODES.nullNode();
        };
    }

    static void write(JsonGenerator out, String name, List<KeyValue> attributes) {
        if (attributes.isEmpty()) {
            return;
        }
        out.writeName(name);
        write(out, attributes);
    }

    /** Each name once, as OpenSearch refuses an object that has one twice. */
    static void write(JsonGenerator out, List<KeyValue> attributes) {
        Set<String> names = new HashSet<>();
        out.writeStartObject();
        for (KeyValue each : attributes) {
            if (names.add(each.getKey())) {
                out.writeName(each.getKey());
                switch (each.getValue().getValueCase()) {
                    case STRING_VALUE -> out.writeString(each.getValue().getStringValue());
                    case INT_VALUE -> out.writeNumber(each.getValue().getIntValue());
                    default -> out.writeTree(node(each.getValue(), 0));
                }
            }
        }
        out.writeEndObject();
    }

    /** Each attribute as {@code key=value}, to be found by; long ones are not. */
    @SafeVarargs
    static void tags(JsonGenerator out, List<KeyValue>... all) {
        out.writeName("tags");
        out.writeStartArray();
        int tags = 0;
        for (List<KeyValue> attributes : all) {
            for (KeyValue attribute : attributes) {
                String value = text(attribute.getValue());
                if (value.length() <= MAX_TAG && attribute.getKey().length() <= MAX_TAG && tags < MAX_TAGS) {
                    out.writeString(attribute.getKey() + "=" + value);
                    tags++;
                }
            }
        }
        out.writeEndArray();
    }

    static void text(JsonGenerator out, String name, String value) {
        if (!value.isEmpty()) {
            out.writeName(name);
            out.writeString(value);
        }
    }

    static void number(JsonGenerator out, String name, long value) {
        out.writeName(name);
        out.writeNumber(value);
    }

    static void flag(JsonGenerator out, String name, boolean value) {
        out.writeName(name);
        out.writeBoolean(value);
    }
}
