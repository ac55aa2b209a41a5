// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.pipeline;

import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;

/** Attributes of OTLP. */
public final class Attributes {
    private Attributes() {}

    public static AnyValue text(String value) {
        return AnyValue.newBuilder().setStringValue(value).build();
    }

    public static KeyValue attribute(String name, String value) {
        return attribute(name, text(value));
    }

    public static KeyValue attribute(String name, AnyValue value) {
        return KeyValue.newBuilder().setKey(name).setValue(value).build();
    }

    /** The service that a resource says it is; else the app that sends. */
    public static String service(Resource resource, String app) {
        String service = first(resource, "service.name", "service.name");
        return service.isEmpty() ? app : service;
    }

    /** The environment that a resource says it is in; empty when it says none. */
    public static String env(Resource resource) {
        return first(resource, "deployment.environment.name", "deployment.environment");
    }

    private static String first(Resource resource, String key, String olderKey) {
        for (KeyValue attribute : resource.getAttributesList()) {
            if (attribute.getKey().equals(key) || attribute.getKey().equals(olderKey)) {
                return attribute.getValue().getStringValue();
            }
        }
        return "";
    }
}
