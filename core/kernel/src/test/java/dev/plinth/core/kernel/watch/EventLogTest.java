// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plinth.core.kernel.problem.ProblemException;
import dev.plinth.core.kernel.resource.ResourceKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class EventLogTest {
    private static final Position ZERO = new Position("0123abcd", 0, 0);

    private static Event event(long seq, int bytes) {
        return Event.encode(false, ZERO.atLedger(seq), ResourceKey.global("Widget", "w"), "put", new byte[bytes]);
    }

    @Test
    void the_oldest_go_first_and_the_floor_follows_them() {
        EventLog log = new EventLog(4, 1 << 20, ZERO);
        for (int seq = 1; seq <= 10; seq++) {
            log.append(event(seq, 10));
        }
        assertThat(log.last()).isEqualTo(10);
        assertThat(log.oldest()).isEqualTo(7);
        assertThat(log.floor()).isEqualTo(ZERO.atLedger(6));
        assertThat(log.get(6)).isNull();
        assertThat(log.get(7)).isNotNull();
    }

    @Test
    void bytes_are_bounded_too() {
        EventLog log = new EventLog(1 << 10, 1_000, ZERO);
        for (int seq = 1; seq <= 100; seq++) {
            log.append(event(seq, 200));
        }
        assertThat(log.last() - log.oldest()).isLessThan(5);
    }

    @Test
    void one_event_larger_than_all_is_still_there_to_be_read() {
        EventLog log = new EventLog(16, 100, ZERO);
        log.append(event(1, 10));
        log.append(event(2, 5_000));
        assertThat(log.get(2)).isNotNull();
        assertThat(log.floor()).isEqualTo(ZERO.atLedger(1));
    }

    @Test
    void a_frame_is_written_as_the_standard_says() throws IOException {
        Event event = Event.encode(
                false,
                ZERO.atLedger(7),
                ResourceKey.global("Widget", "w"),
                "put",
                "{\"a\":1}".getBytes(StandardCharsets.UTF_8));
        assertThat(written(event::write))
                .isEqualTo("id: " + ZERO.atLedger(7).encode() + "\nevent: put\ndata: {\"a\":1}\n\n");
        assertThat(written(event::writeAsState)).isEqualTo("event: state\ndata: {\"a\":1}\n\n");
        Position own = new Position("0123abcd", 9, 3);
        assertThat(written(out -> event.writeAt(own, out)))
                .isEqualTo("id: " + own.encode() + "\nevent: put\ndata: {\"a\":1}\n\n");
    }

    private interface Writes {
        void to(ByteArrayOutputStream out) throws IOException;
    }

    private static String written(Writes writes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        writes.to(out);
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void a_position_survives_its_encoding_and_a_forged_one_is_refused() {
        Position position = new Position("0123abcd", 42, 7);
        assertThat(Position.decode(position.encode())).isEqualTo(position);
        for (String forged : new String[] {"", "x", "bm90", "!!", position.encode() + "AAAA"}) {
            assertThatThrownBy(() -> Position.decode(forged)).isInstanceOf(ProblemException.class);
        }
    }
}
