// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.core.telemetry.query.Traces.SpanEntry;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class WaterfallTest {
    private static final int MANY = 10_000;

    private static JsonNode span(String id, String parent, int start) {
        return JsonMapper.shared()
                .createObjectNode()
                .put("spanId", id)
                .put("parentSpanId", parent)
                .put("name", id)
                .put("service", "shop")
                .put("nanos", start)
                .put("endNanos", start + 1);
    }

    private static List<SpanEntry> of(List<JsonNode> spans) {
        return Waterfall.of("trace", spans, false).spans();
    }

    private static List<String> told(List<SpanEntry> spans) {
        return spans.stream()
                .map(span -> "%d %s%s".formatted(span.depth(), span.name(), span.orphan() ? " orphan" : ""))
                .toList();
    }

    @Test
    void spans_that_are_each_others_parents_are_below_the_earliest_of_them() {
        assertThat(told(of(List.of(
                        span("late", "early", 30),
                        span("beside", "late", 35),
                        span("early", "late", 20),
                        span("root", "", 10),
                        span("self", "self", 40)))))
                .containsExactly("0 root", "0 self orphan", "0 early orphan", "1 late", "2 beside");
    }

    @Test
    @Timeout(20)
    void five_thousand_circles_and_a_chain_of_ten_thousand_are_put_in_order_at_once() {
        List<SpanEntry> circles = of(IntStream.range(0, MANY)
                .mapToObj(i -> span("s" + i, "s" + (i % 2 == 0 ? i + 1 : i - 1), i))
                .toList());
        assertThat(circles).hasSize(MANY);
        assertThat(circles.stream().filter(SpanEntry::orphan)).hasSize(MANY / 2);
        List<SpanEntry> chain = of(IntStream.range(0, MANY)
                .mapToObj(i -> span("s" + i, i == 0 ? "" : "s" + (i - 1), i))
                .toList());
        assertThat(chain.getLast().depth()).isEqualTo(MANY - 1);
    }
}
