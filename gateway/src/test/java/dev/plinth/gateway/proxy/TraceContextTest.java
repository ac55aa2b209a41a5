// SPDX-License-Identifier: Apache-2.0
package dev.plinth.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TraceContextTest {
    @Test
    void a_new_trace_has_numbers_of_its_own_in_lower_case() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            TraceContext trace = TraceContext.of(null);
            assertThat(trace.traceparent()).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01");
            seen.add(trace.traceId());
            seen.add(trace.spanId());
        }
        assertThat(seen).hasSize(2_000);
    }

    @Test
    void a_trace_goes_on_with_a_span_of_its_own() {
        TraceContext trace = TraceContext.of("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00");

        assertThat(trace.traceparent()).matches("00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-00");
        assertThat(trace.spanId()).isNotEqualTo("b7ad6b7169203331");
    }
}
