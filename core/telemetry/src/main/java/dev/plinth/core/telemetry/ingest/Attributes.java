// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.ingest;

import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;

/** Attributes of OTLP. */
final class Attributes {
    private Attributes() {}

    static AnyValue text(String value) {
        return AnyValue.newBuilder().setStringValue(value).build();
    }

    static KeyValue attribute(String name, String value) {
        return attribute(name, text(value));
    }

    static KeyValue attribute(String name, AnyValue value) {
        return KeyValue.newBuilder().setKey(name).setValue(value).build();
    }
}
