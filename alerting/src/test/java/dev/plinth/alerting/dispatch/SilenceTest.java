// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.dispatch;

import static dev.plinth.alerting.dispatch.Simulation.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plinth.promql.model.Labels;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SilenceTest {
    private static Silence silence(String matchers, int from, int to) {
        return new Silence("s", Matchers.parse(matchers), at(from), at(to), "ann", "maintenance", at(0));
    }

    private static Instant at(int second) {
        return START.plusSeconds(second);
    }

    @Test
    void a_silence_is_pending_active_and_expired() {
        Silence silence = silence("a=b", 10, 20);

        assertThat(silence.state(at(9))).isEqualTo(Silence.State.PENDING);
        assertThat(silence.state(at(10))).isEqualTo(Silence.State.ACTIVE);
        assertThat(silence.state(at(20))).isEqualTo(Silence.State.ACTIVE);
        assertThat(silence.state(at(20).plusNanos(1))).isEqualTo(Silence.State.EXPIRED);
    }

    @Test
    void it_mutes_what_all_its_matchers_match() {
        Silence silence = silence("a=b,c=~\"d|e\"", 10, 20);

        assertThat(silence.mutes(Labels.of("a", "b", "c", "e"), at(15))).isTrue();
        assertThat(silence.mutes(Labels.of("a", "b"), at(15))).isFalse();
        assertThat(silence.mutes(Labels.of("a", "b", "c", "e"), at(9))).isFalse();
    }

    @Test
    void one_that_is_ended_mutes_no_more() {
        assertThat(silence("a=b", 10, 20).expired(at(15)).endsAt()).isEqualTo(at(15));
        assertThat(silence("a=b", 10, 20).expired(at(5)).startsAt()).isEqualTo(at(5));
        assertThat(silence("a=b", 10, 20).expired(at(25)).endsAt()).isEqualTo(at(20));
    }

    @Test
    void a_change_must_not_tell_the_past_otherwise() {
        Silence silence = silence("a=b", 10, 20);

        assertThat(silence.canBecome(silence("a=b", 10, 30), at(15))).isTrue();
        assertThat(silence.canBecome(silence("a=b", 12, 30), at(15))).isFalse();
        assertThat(silence.canBecome(silence("a=b", 10, 12), at(15))).isFalse();
        assertThat(silence.canBecome(silence("a=c", 10, 30), at(15))).isFalse();
        assertThat(silence.canBecome(silence("a=b", 7, 30), at(5))).isTrue();
        assertThat(silence.canBecome(silence("a=b", 3, 30), at(5))).isFalse();
        assertThat(silence.canBecome(silence("a=b", 10, 30), at(25))).isFalse();
    }

    @Test
    void one_that_would_mute_everything_is_refused() {
        assertThatThrownBy(() -> silence("", 10, 20)).hasMessage("matchers: none (expected: at least one)");
        assertThatThrownBy(() -> silence("a=~\".*\",b=\"\"", 10, 20))
                .hasMessage("matchers: {a=~\".*\",b=\"\"} (expected: one that does not match an empty value)");
        assertThatThrownBy(() -> silence("a=b", 20, 10)).hasMessageStartingWith("endsAt: 2026-03-01T12:00:10Z");
        assertThat(silence("a=~\".*\",b!=\"\"", 10, 20).matchers()).hasSize(2);
    }
}
