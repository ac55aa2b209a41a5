// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntUnaryOperator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class TracePartTest {
    private static final long RECEIVED = 1_795_000_000_000L;
    private static final String APP = "shop";

    private static ByteString trace(int number) {
        return ByteString.copyFrom(new byte[] {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, (byte) number});
    }

    private static ScopeSpans scope(String name, int... traces) {
        ScopeSpans.Builder scope = ScopeSpans.newBuilder()
                .setScope(InstrumentationScope.newBuilder().setName(name));
        for (int i = 0; i < traces.length; i++) {
            scope.addSpans(Span.newBuilder()
                    .setTraceId(trace(traces[i]))
                    .setSpanId(ByteString.copyFrom(name + "-span-" + i, StandardCharsets.US_ASCII)
                            .substring(0, 8))
                    .setName(name + " " + i)
                    .setStartTimeUnixNano(RECEIVED * 1_000_000)
                    .setEndTimeUnixNano(RECEIVED * 1_000_000 + i));
        }
        return scope.build();
    }

    private static ConsumerRecord<byte[], byte[]> record(long offset, byte[] value) {
        return new ConsumerRecord<>("plinth.spans", 2, offset, new byte[0], value);
    }

    private static Collection<TracePart> parts(long offset, ResourceSpans spans) {
        return TracePart.of(spans, record(offset, spans.toByteArray()), APP, "id-" + offset);
    }

    private static Map<String, String> byId(List<Document> documents) {
        Map<String, String> byId = new HashMap<>();
        documents.forEach(each -> byId.put(each.id(), new String(each.source(), StandardCharsets.UTF_8)));
        return byId;
    }

    /** A core that dies may have written some of a record, and who reads it again must write the same. */
    @Test
    void traces_that_share_a_record_have_the_documents_that_they_have_together() {
        ResourceSpans spans = ResourceSpans.newBuilder()
                .setResource(Resource.getDefaultInstance())
                .addScopeSpans(scope("http", 1, 2, 1, 3))
                .addScopeSpans(scope("jdbc", 2, 1))
                .build();
        List<Document> apart = new ArrayList<>();
        for (TracePart part : parts(7, spans)) {
            List<Document> documents = part.documents();
            assertThat(documents).hasSameSizeAs(part.places());
            apart.addAll(documents);
        }
        Map<String, String> together = byId(
                Documents.spans(spans, APP, record(7, new byte[0]).timestamp(), "id-7", IntUnaryOperator.identity()));
        assertThat(together).hasSize(6);
        assertThat(byId(apart)).isEqualTo(together);
    }

    @Test
    void a_trace_that_fails_takes_what_is_held_of_it_and_leaves_the_others_of_its_record() {
        HeldTraces held = new HeldTraces();
        ResourceSpans first =
                ResourceSpans.newBuilder().addScopeSpans(scope("http", 1, 2, 1)).build();
        for (TracePart part : parts(7, first)) {
            assertThat(held.take(part, false, 0)).isEmpty();
        }
        TracePart failing = Objects.requireNonNull(parts(
                        9,
                        ResourceSpans.newBuilder()
                                .addScopeSpans(scope("jdbc", 1))
                                .build())
                .iterator()
                .next());
        assertThat(held.take(failing, true, 1))
                .extracting(TracePart::trace, TracePart::offset, TracePart::places)
                .containsExactly(tuple(trace(1), 7L, List.of(0, 2)), tuple(trace(1), 9L, List.of(0)));
        assertThat(held.needed(failing.partition(), 10))
                .as("the other is held on")
                .isEqualTo(7);
        held.forget(HeldTraces.PATIENCE.toNanos() + 1);
        assertThat(held.needed(failing.partition(), 10)).isEqualTo(10);
    }
}
