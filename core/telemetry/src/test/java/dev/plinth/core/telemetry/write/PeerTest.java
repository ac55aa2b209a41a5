// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.core.telemetry.pipeline.Attributes;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeerTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', nullValues = "none", textBlock = """
            db.system=postgresql db.name=payments db.statement=select     | database postgresql/payments
            db.system.name=mysql db.system=old db.namespace=a db.name=b   | database mysql/a
            db.system=redis                                               | database redis
            messaging.system=kafka messaging.destination.name=orders      | topic orders
            messaging.system=kafka messaging.destination=orders           | topic orders
            messaging.system=kafka server.address=broker                  | external broker
            messaging.destination.name=orders peer.service=payments       | service payments
            service.peer.name=new peer.service=payments                   | service payments
            service.peer.name=payments server.address=10.0.0.1            | service payments
            server.port=443 server.address=api.example.com                | external api.example.com:443
            net.peer.name=old net.peer.port=80                            | external old:80
            server.port=443                                               | none
            http.request.method=GET                                       | none
            """)
    void is_what_the_attributes_of_a_call_say_in_any_order(String attributes, @Nullable String peer) {
        assertThat(told(attributes, SpanKind.SPAN_KIND_CLIENT)).isEqualTo(peer);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', nullValues = "none", textBlock = """
            peer.service=payments server.address=10.0.0.1             | none
            messaging.system=kafka messaging.destination.name=orders  | topic orders
            """)
    void is_no_service_of_who_is_called(String attributes, @Nullable String peer) {
        assertThat(told(attributes, SpanKind.SPAN_KIND_SERVER)).isEqualTo(peer);
    }

    private static @Nullable String told(String attributes, SpanKind kind) {
        Span.Builder span = Span.newBuilder().setKind(kind);
        Arrays.stream(attributes.split(" ")).forEach(each -> {
            String[] pair = each.split("=", 2);
            span.addAttributes(Attributes.attribute(pair[0], pair[1]));
        });
        Peer peer = Peer.of(span.build());
        return peer == null ? null : peer.kind() + " " + peer.name();
    }
}
