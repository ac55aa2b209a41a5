// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.otlp;

import dev.plinth.promql.model.Texts;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import java.util.Base64;
import java.util.Comparator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Values of attributes as values of labels: lists and maps as JSON, bytes in Base64. */
final class AttributeText {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int MAX_DEPTH = 32;
    private static final double SMALL = 1e-6;
    private static final double LARGE = 1e21;

    private AttributeText() {}

    static String of(AnyValue value) {
        return switch (value.getValueCase()) {
            case STRING_VALUE -> value.getStringValue();
            case BOOL_VALUE -> Boolean.toString(value.getBoolValue());
            case INT_VALUE -> Long.toString(value.getIntValue());
            case DOUBLE_VALUE -> number(value.getDoubleValue());
            case BYTES_VALUE ->
                Base64.getEncoder().encodeToString(value.getBytesValue().toByteArray());
            case ARRAY_VALUE, KVLIST_VALUE -> json(value, 0).toString();
            default -> "";
        };
    }

    /** The first of the attributes with this name; empty when none has it. */
    static String of(Iterable<KeyValue> attributes, String name) {
        for (KeyValue attribute : attributes) {
            if (attribute.getKey().equals(name)) {
                return of(attribute.getValue());
            }
        }
        return "";
    }

    private static String number(double value) {
        double size = Math.abs(value);
        return size != 0 && (size < SMALL || size >= LARGE) ? Texts.general(value) : Texts.plain(value);
    }

    private static JsonNode json(AnyValue value, int depth) {
        if (depth > MAX_DEPTH) {
            return NODES.stringNode("…");
        }
        return switch (value.getValueCase()) {
            case BOOL_VALUE -> NODES.booleanNode(value.getBoolValue());
            case INT_VALUE -> NODES.numberNode(value.getIntValue());
            case DOUBLE_VALUE -> json(value.getDoubleValue());
            case ARRAY_VALUE -> {
                ArrayNode array = NODES.arrayNode();
                value.getArrayValue().getValuesList().forEach(each -> array.add(json(each, depth + 1)));
                yield array;
            }
            case KVLIST_VALUE -> {
                ObjectNode object = NODES.objectNode();
                value.getKvlistValue().getValuesList().stream()
                        .sorted(Comparator.comparing(KeyValue::getKey))
                        .forEach(each -> object.set(each.getKey(), json(each.getValue(), depth + 1)));
                yield object;
            }
            case STRING_VALUE, BYTES_VALUE -> NODES.stringNode(of(value));
            default -> NODES.nullNode();
        };
    }

    private static JsonNode json(double value) {
        if (!Double.isFinite(value)) {
            return NODES.stringNode(Texts.plain(value));
        }
        long whole = (long) value;
        return whole == value ? NODES.numberNode(whole) : NODES.numberNode(value);
    }
}
