// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.write;

import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is at the other end of a span, by the semantic conventions of OpenTelemetry, old and new.
 *
 * @param env of a service, when it is known; empty otherwise
 * @param kind {@code database}, {@code topic}, {@code service} or {@code external}
 */
record Peer(String kind, String name, String env) {
    private static final Set<String> TELLING = Set.of(
            "db.system.name",
            "db.system",
            "db.namespace",
            "db.name",
            "messaging.system",
            "messaging.destination.name",
            "messaging.destination",
            "peer.service",
            "service.peer.name",
            "server.address",
            "net.peer.name",
            "server.port",
            "net.peer.port");

    private Peer(String kind, String name) {
        this(kind, name, "");
    }

    static @Nullable Peer of(Span span) {
        Map<String, String> named = named(span);
        String database = first(named, "db.system.name", "db.system");
        if (!database.isEmpty()) {
            String name = first(named, "db.namespace", "db.name");
            return new Peer("database", name.isEmpty() ? database : database + "/" + name);
        }
        String destination = first(named, "messaging.destination.name", "messaging.destination");
        if (named.containsKey("messaging.system") && !destination.isEmpty()) {
            return new Peer("topic", destination);
        }
        if (span.getKind() != SpanKind.SPAN_KIND_CLIENT) {
            return null;
        }
        String service = first(named, "peer.service", "service.peer.name");
        if (!service.isEmpty()) {
            return new Peer("service", service);
        }
        String host = first(named, "server.address", "net.peer.name");
        String port = first(named, "server.port", "net.peer.port");
        return host.isEmpty() ? null : new Peer("external", port.isEmpty() ? host : host + ":" + port);
    }

    /** What attributes say of it that is not empty, found in one pass, as this is asked of each span. */
    private static Map<String, String> named(Span span) {
        Map<String, String> named = new HashMap<>();
        for (KeyValue attribute : span.getAttributesList()) {
            if (TELLING.contains(attribute.getKey())) {
                String text = Values.text(attribute.getValue());
                if (!text.isEmpty()) {
                    named.putIfAbsent(attribute.getKey(), text);
                }
            }
        }
        return named;
    }

    private static String first(Map<String, String> named, String key, String other) {
        return named.getOrDefault(key, named.getOrDefault(other, ""));
    }
}
