// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.write;

import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
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
        Named named = new Named();
        span.getAttributesList().forEach(named::see);
        String database = first(named.databaseSystem, named.oldDatabaseSystem);
        if (!database.isEmpty()) {
            String name = first(named.namespace, named.oldNamespace);
            return new Peer("database", name.isEmpty() ? database : database + "/" + name);
        }
        String destination = first(named.destination, named.oldDestination);
        if (!named.messaging.isEmpty() && !destination.isEmpty()) {
            return new Peer("topic", destination);
        }
        if (span.getKind() != SpanKind.SPAN_KIND_CLIENT) {
            return null;
        }
        String service = first(named.service, named.newService);
        if (!service.isEmpty()) {
            return new Peer("service", service);
        }
        String host = first(named.address, named.oldAddress);
        String port = first(named.port, named.oldPort);
        return host.isEmpty() ? null : new Peer("external", port.isEmpty() ? host : host + ":" + port);
    }

    private static String first(String one, String other) {
        return one.isEmpty() ? other : one;
    }

    /** What attributes say of it, found in one pass, as this is asked of each span. */
    private static final class Named {
        private String databaseSystem = "";
        private String oldDatabaseSystem = "";
        private String namespace = "";
        private String oldNamespace = "";
        private String messaging = "";
        private String destination = "";
        private String oldDestination = "";
        private String service = "";
        private String newService = "";
        private String address = "";
        private String oldAddress = "";
        private String port = "";
        private String oldPort = "";

        void see(KeyValue attribute) {
            AnyValue value = attribute.getValue();
            switch (attribute.getKey()) {
                case "db.system.name" -> databaseSystem = first(databaseSystem, Values.text(value));
                case "db.system" -> oldDatabaseSystem = first(oldDatabaseSystem, Values.text(value));
                case "db.namespace" -> namespace = first(namespace, Values.text(value));
                case "db.name" -> oldNamespace = first(oldNamespace, Values.text(value));
                case "messaging.system" -> messaging = first(messaging, Values.text(value));
                case "messaging.destination.name" -> destination = first(destination, Values.text(value));
                case "messaging.destination" -> oldDestination = first(oldDestination, Values.text(value));
                case "peer.service" -> service = first(service, Values.text(value));
                case "service.peer.name" -> newService = first(newService, Values.text(value));
                case "server.address" -> address = first(address, Values.text(value));
                case "net.peer.name" -> oldAddress = first(oldAddress, Values.text(value));
                case "server.port" -> port = first(port, Values.text(value));
                case "net.peer.port" -> oldPort = first(oldPort, Values.text(value));
                default -> {
                    // of something else
                }
            }
        }
    }
}
