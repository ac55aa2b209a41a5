// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.dispatch;

import static dev.plinth.alerting.dispatch.Simulation.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plinth.promql.model.Labels;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class FlappingTest {
    private static final Labels ALERT = Labels.of("alertname", "a");
    private static final Duration WINDOW = Duration.ofMinutes(10);

    private Flapping flapping = new Flapping(3, WINDOW);

    private static Instant at(int minute) {
        return START.plus(Duration.ofMinutes(minute));
    }

    private void cycle(int firing, int resolved) {
        flapping.observe(ALERT, true, at(firing));
        flapping.observe(ALERT, false, at(resolved));
    }

    @Test
    void an_alert_is_flapping_once_it_resolved_often_enough_within_the_window() {
        cycle(0, 1);
        cycle(2, 3);
        flapping.observe(ALERT, true, at(4));
        assertThat(flapping.isFlapping(ALERT, at(4))).isFalse();

        flapping.observe(ALERT, false, at(5));
        assertThat(flapping.isFlapping(ALERT, at(5))).isTrue();
        assertThat(flapping.isFlapping(Labels.of("alertname", "b"), at(5))).isFalse();
    }

    @Test
    void resolving_seldom_is_not_flapping() {
        cycle(0, 1);
        cycle(5, 6);
        cycle(10, 11);

        assertThat(flapping.isFlapping(ALERT, at(11))).isFalse();
    }

    @Test
    void what_does_not_change_may_be_said_again() {
        for (int minute = 0; minute < 8; minute++) {
            flapping.observe(ALERT, true, at(minute));
            flapping.observe(Labels.of("alertname", "never"), false, at(minute));
        }
        flapping.observe(ALERT, false, at(8));
        flapping.observe(ALERT, false, at(9));

        assertThat(flapping.isFlapping(ALERT, at(9))).isFalse();
        assertThat(flapping.histories()).containsOnlyKeys(ALERT);
        assertThat(flapping.histories().values())
                .first()
                .satisfies(known -> assertThat(known.resolvedAt()).containsExactly(at(8)));
    }

    @Test
    void it_goes_on_flapping_until_it_is_quiet_for_the_window() {
        cycle(0, 1);
        cycle(2, 3);
        cycle(4, 5);
        cycle(14, 14);
        assertThat(flapping.isFlapping(ALERT, at(23))).isTrue();
        assertThat(flapping.isFlapping(ALERT, at(24))).isFalse();

        cycle(25, 26);
        assertThat(flapping.isFlapping(ALERT, at(26))).isFalse();
    }

    @Test
    void one_that_stays_firing_is_quiet_too() {
        cycle(0, 1);
        cycle(2, 3);
        cycle(4, 5);
        flapping.observe(ALERT, true, at(6));

        assertThat(flapping.isFlapping(ALERT, at(15))).isTrue();
        assertThat(flapping.isFlapping(ALERT, at(16))).isFalse();
    }

    @Test
    void another_goes_on_from_what_was_kept_and_what_is_quiet_is_forgotten() {
        cycle(0, 1);
        cycle(2, 3);
        flapping = new Flapping(3, WINDOW, flapping.histories());
        cycle(4, 5);
        assertThat(flapping.isFlapping(ALERT, at(5))).isTrue();

        flapping.forgetQuiet(at(14));
        assertThat(flapping.histories()).hasSize(1);
        flapping.forgetQuiet(at(15));
        assertThat(flapping.histories()).isEmpty();
    }

    @Test
    void settings_that_make_no_sense_are_refused() {
        assertThatThrownBy(() -> new Flapping(0, WINDOW)).hasMessage("threshold: 0 (expected: >= 1)");
        assertThatThrownBy(() -> new Flapping(1, Duration.ZERO)).hasMessage("window: PT0S (expected: more than 0)");
    }
}
