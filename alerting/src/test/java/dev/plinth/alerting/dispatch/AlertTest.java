// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.dispatch;

import static dev.plinth.alerting.dispatch.Simulation.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plinth.promql.model.Labels;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AlertTest {
    private static final Labels LABELS = Labels.of("alertname", "a");
    private static final Instant NOW = at(100);

    private static Instant at(int second) {
        return START.plusSeconds(second);
    }

    private static Alert alert(int startsAt, int endsAt, int updatedAt, boolean timeout) {
        return new Alert(
                LABELS, Map.of("update", "" + updatedAt), at(startsAt), at(endsAt), at(updatedAt), "", timeout);
    }

    @Test
    void an_alert_without_times_begins_now_and_ends_after_the_timeout() {
        Alert alert = Alert.received(LABELS, Map.of(), null, null, "", NOW, Alert.DEFAULT_RESOLVE_TIMEOUT);

        assertThat(alert.startsAt()).isEqualTo(NOW);
        assertThat(alert.endsAt()).isEqualTo(at(400));
        assertThat(alert.timeout()).isTrue();
    }

    @Test
    void an_alert_with_an_end_only_begins_then() {
        Alert alert = Alert.received(LABELS, Map.of(), null, at(50), "", NOW, Alert.DEFAULT_RESOLVE_TIMEOUT);

        assertThat(alert.startsAt()).isEqualTo(at(50));
        assertThat(alert.timeout()).isFalse();
        assertThat(alert.isResolved(at(49))).isFalse();
        assertThat(alert.isResolved(at(50))).isTrue();
    }

    @Test
    void what_was_heard_later_counts_whichever_is_merged_with_which() {
        Alert older = alert(10, 200, 20, true);
        Alert newer = alert(30, 300, 40, true);

        assertThat(older.merge(newer, NOW)).isEqualTo(newer.merge(older, NOW));
        assertThat(older.merge(newer, NOW).annotations()).containsEntry("update", "40");
        assertThat(older.merge(newer, NOW).startsAt()).isEqualTo(at(10));
        assertThat(older.merge(newer, NOW).endsAt()).isEqualTo(at(300));
    }

    @Test
    void an_end_that_was_said_counts_more_than_an_earlier_timeout() {
        assertThat(alert(10, 400, 20, false)
                        .merge(alert(10, 300, 40, true), NOW)
                        .endsAt())
                .isEqualTo(at(400));
        assertThat(alert(10, 400, 20, true).merge(alert(10, 300, 40, true), NOW).endsAt())
                .isEqualTo(at(300));
    }

    @Test
    void of_two_ends_that_have_passed_the_later_counts_and_one_that_has_passed_ends_what_fires() {
        assertThat(alert(10, 90, 20, false).merge(alert(10, 80, 40, false), NOW).endsAt())
                .isEqualTo(at(90));
        assertThat(alert(10, 400, 20, false)
                        .merge(alert(10, 80, 40, false), NOW)
                        .endsAt())
                .isEqualTo(at(80));
    }

    @Test
    void an_alert_that_is_none_is_refused_with_what_is_wrong() {
        assertThatThrownBy(() -> new Alert(Labels.EMPTY, Map.of(), NOW, NOW, NOW, "", false))
                .hasMessage("labels: none (expected: at least one)");
        assertThatThrownBy(() -> new Alert(LABELS, Map.of(), NOW, at(1), NOW, "", false))
                .hasMessageContaining("endsAt: 2026-03-01T12:00:01Z (expected: not before startsAt");
        assertThatThrownBy(() -> new Alert(LABELS, Map.of("", "x"), NOW, NOW, NOW, "", false))
                .hasMessageContaining("annotations: \"\"");
    }

    @Test
    void alerts_are_sorted_by_job_and_instance_and_then_as_label_sets() {
        assertThat(Stream.of(
                                Labels.of("a", "1"),
                                Labels.of("b", "1"),
                                Labels.of("b", "0"),
                                Labels.of("a", "1", "b", "2"),
                                Labels.of("job", "y"),
                                Labels.of("job", "x", "instance", "2"),
                                Labels.of("job", "x"),
                                Labels.of("job", "x", "instance", "1", "z", "z"))
                        .sorted(LabelOrder.ALERTS))
                .containsExactly(
                        Labels.of("job", "x", "instance", "1", "z", "z"),
                        Labels.of("job", "x", "instance", "2"),
                        Labels.of("job", "x"),
                        Labels.of("job", "y"),
                        Labels.of("b", "0"),
                        Labels.of("b", "1"),
                        Labels.of("a", "1"),
                        Labels.of("a", "1", "b", "2"));
    }
}
