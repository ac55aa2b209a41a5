// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.core.telemetry.operation.Series.Counted;
import dev.plinth.core.telemetry.operation.Series.Operation;
import dev.plinth.core.telemetry.operation.Series.Party;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CallFinderTest {
    private static final long LATER = Duration.ofSeconds(11).toNanos();

    private final List<String> found = new ArrayList<>();
    private final CallFinder calls = new CallFinder((call, span) -> found.add("%s → %s %d%s"
            .formatted(call.from().name(), call.to().name(), span.nanos(), span.error() ? " failed" : "")));

    private static Counted span(
            String service, String kind, long id, long parent, long nanos, boolean error, @Nullable Party peer) {
        return new Counted(new Operation(service, "dev", "op", kind), 1, 2, id, parent, 0, nanos, error, true, peer);
    }

    private static final Counted CLIENT = span("a", "client", 10, 1, 50, false, new Party("external", "b:80", ""));
    private static final Counted SERVER = span("b", "server", 11, 10, 40, true, null);

    @Test
    void a_client_and_the_server_that_answers_are_one_call_in_whatever_order_they_come() {
        calls.see(CLIENT, 0);
        calls.see(SERVER, 1);
        assertThat(found).containsExactly("a → b 50 failed");
        found.clear();
        calls.see(span("b", "server", 21, 20, 40, false, null), 0);
        calls.see(span("a", "client", 20, 1, 50, false, null), 1);
        assertThat(found).containsExactly("a → b 50");
        calls.forget(LATER);
        assertThat(found).hasSize(1);
    }

    @Test
    void both_may_share_an_id_as_with_b3() {
        calls.see(span("b", "server", 10, 1, 40, false, null), 0);
        calls.see(CLIENT, 1);
        calls.see(span("c", "client", 30, 1, 7, false, null), 2);
        calls.see(span("d", "server", 30, 1, 6, false, null), 3);
        assertThat(found).containsExactly("a → b 50", "c → d 7");
    }

    @Test
    void who_is_not_answered_called_the_peer_that_it_names() {
        calls.see(CLIENT, 0);
        calls.see(span("a", "client", 12, 1, 5, false, null), 0);
        calls.forget(LATER - Duration.ofSeconds(2).toNanos());
        assertThat(found).isEmpty();
        calls.forget(LATER);
        assertThat(found).containsExactly("a → b:80 50");
        calls.see(SERVER, LATER);
        assertThat(found).hasSize(1);
    }

    @Test
    void databases_and_topics_answer_with_no_spans() {
        Party database = new Party("database", "postgresql/shop", "");
        Party topic = new Party("topic", "shop.orders", "");
        calls.see(span("a", "client", 10, 1, 5, false, database), 0);
        calls.see(span("a", "internal", 11, 1, 6, false, database), 0);
        calls.see(span("a", "producer", 12, 1, 7, false, topic), 0);
        calls.see(span("c", "consumer", 13, 12, 8, true, topic), 0);
        calls.see(span("c", "client", 14, 12, 9, false, topic), 0);
        assertThat(found)
                .containsExactly(
                        "a → postgresql/shop 5",
                        "a → postgresql/shop 6",
                        "a → shop.orders 7",
                        "shop.orders → c 8 failed");
    }

    @Test
    void a_service_that_calls_itself_calls_nobody_and_a_request_from_outside_is_no_call() {
        calls.see(CLIENT, 0);
        calls.see(span("a", "server", 11, 10, 40, false, null), 0);
        calls.see(span("b", "server", 40, 0, 40, false, null), 0);
        calls.see(span("b", "server", 41, 99, 40, false, null), 0);
        calls.forget(LATER);
        assertThat(found).isEmpty();
    }
}
