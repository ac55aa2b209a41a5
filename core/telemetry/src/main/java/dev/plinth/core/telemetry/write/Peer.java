// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.write;

import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is at the other end of a span, by the semantic conventions of OpenTelemetry, old and new.
 *
 * @param env of a service, when it is known; empty otherwise
 * @param kind {@code database}, {@code topic}, {@code service} or {@code external}
 */
record Peer(String kind, String name, String env) {
    private Peer(String kind, String name) {
        this(kind, name, "");
    }

    static @Nullable Peer of(Span span) {
        List<KeyValue> attributes = span.getAttributesList();
        String database = Values.text(attributes, "db.system.name", "db.system");
        if (!database.isEmpty()) {
            String name = Values.text(attributes, "db.namespace", "db.name");
            return new Peer("database", name.isEmpty() ? database : database + "/" + name);
        }
        String messaging = Values.text(attributes, "messaging.system");
        String destination = Values.text(attributes, "messaging.destination.name", "messaging.destination");
        if (!messaging.isEmpty() && !destination.isEmpty()) {
            return new Peer("topic", destination);
        }
        if (span.getKind() != SpanKind.SPAN_KIND_CLIENT) {
            return null;
        }
        String service = Values.text(attributes, "peer.service", "service.peer.name");
        if (!service.isEmpty()) {
            return new Peer("service", service);
        }
        String host = Values.text(attributes, "server.address", "net.peer.name");
        String port = Values.text(attributes, "server.port", "net.peer.port");
        return host.isEmpty() ? null : new Peer("external", port.isEmpty() ? host : host + ":" + port);
    }
}
