// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plinth.alerting.template.TemplateQuery;
import dev.plinth.promql.QueryResult.Sample;
import dev.plinth.promql.model.Labels;
import dev.plinth.promql.model.Stale;
import dev.plinth.promql.parser.Parser;
import dev.plinth.promql.parser.ParserOptions;
import dev.plinth.promql.script.InMemorySource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ActiveAlertsTest {
    private static final Instant START = Instant.ofEpochSecond(1_000_000);
    private static final Duration DELAY = Duration.ofMinutes(1);

    private static AlertingRule rule(String holdDuration, String keepFiringFor) {
        return new AlertingRule(
                "Down",
                Parser.parse("up == 0", ParserOptions.STABLE),
                Duration.parse(holdDuration),
                Duration.parse(keepFiringFor),
                Map.of(
                        "severity",
                        AlertingRule.template("Down", "{{ if gt $value 5.0 }}page{{ else }}ticket{{ end }}")),
                Map.of("summary", AlertingRule.template("Down", "{{ $labels.job }} at {{ $value }}")));
    }

    private final ActiveAlerts alerts = new ActiveAlerts(rule("PT5M", "PT0S"), ExternalContext.NONE, true);

    private static Instant minute(long minute) {
        return START.plus(Duration.ofMinutes(minute));
    }

    private static Evaluation at(long minute) {
        return new Evaluation(minute(minute), Duration.ZERO, 0, TemplateQuery.NONE);
    }

    private static Sample up(String job, double value) {
        return new Sample(Labels.of("__name__", "up", "job", job), 0, value, null);
    }

    private static List<Sample> evaluate(ActiveAlerts alerts, long minute, Sample... result) {
        return alerts.evaluate(List.of(result), at(minute));
    }

    /** What is sent then. */
    private List<Alert> due(Instant time, Duration resendDelay, Duration interval) {
        List<Alert> due = alerts.due(time, resendDelay, interval);
        alerts.sent();
        return due;
    }

    private static Alert only(ActiveAlerts alerts) {
        assertThat(alerts.all()).hasSize(1);
        return alerts.all().getFirst();
    }

    @Test
    void an_alert_is_pending_then_fires_then_is_kept_for_a_quarter_of_an_hour() {
        evaluate(alerts, 0, up("a", 0));
        assertThat(only(alerts).state()).isEqualTo(AlertState.PENDING);
        assertThat(only(alerts).activeAt()).isEqualTo(minute(0));
        evaluate(alerts, 4, up("a", 0));
        assertThat(only(alerts).state()).isEqualTo(AlertState.PENDING);

        evaluate(alerts, 5, up("a", 0));
        assertThat(only(alerts).state()).isEqualTo(AlertState.FIRING);
        assertThat(only(alerts).firedAt()).isEqualTo(minute(5));

        evaluate(alerts, 6);
        assertThat(only(alerts).state()).isEqualTo(AlertState.INACTIVE);
        assertThat(only(alerts).resolvedAt()).isEqualTo(minute(6));
        evaluate(alerts, 21);
        assertThat(only(alerts).resolvedAt()).isEqualTo(minute(6));
        evaluate(alerts, 22);
        assertThat(alerts.all()).isEmpty();
    }

    @Test
    void labels_are_those_of_the_series_and_the_rule_without_the_name_of_the_metric() {
        evaluate(alerts, 0, up("a", 7));

        assertThat(only(alerts).labels())
                .containsExactlyInAnyOrderEntriesOf(Map.of("alertname", "Down", "job", "a", "severity", "page"));
        assertThat(only(alerts).annotations()).containsExactlyEntriesOf(Map.of("summary", "a at 7"));
    }

    @Test
    void value_and_annotations_are_those_of_the_last_evaluation_that_gave_it() {
        evaluate(alerts, 0, up("a", 1));
        evaluate(alerts, 1, up("a", 2));

        assertThat(only(alerts).value()).isEqualTo(2);
        assertThat(only(alerts).annotations()).containsEntry("summary", "a at 2");
        assertThat(only(alerts).activeAt()).isEqualTo(minute(0));
    }

    @Test
    void a_pending_alert_that_ends_is_forgotten() {
        evaluate(alerts, 0, up("a", 0));
        evaluate(alerts, 1);

        assertThat(alerts.all()).isEmpty();
        assertThat(due(minute(1), DELAY, DELAY)).isEmpty();
    }

    @Test
    void one_that_comes_back_begins_anew() {
        evaluate(alerts, 0, up("a", 0));
        evaluate(alerts, 5, up("a", 0));
        evaluate(alerts, 6);
        evaluate(alerts, 7, up("a", 0));

        assertThat(only(alerts))
                .isEqualTo(Alert.pending(
                        Map.of("alertname", "Down", "job", "a", "severity", "ticket"),
                        Map.of("summary", "a at 0"),
                        0,
                        minute(7)));
    }

    @Test
    void it_is_kept_firing_as_long_as_the_rule_says() {
        ActiveAlerts kept = new ActiveAlerts(rule("PT0S", "PT3M"), ExternalContext.NONE, true);
        evaluate(kept, 0, up("a", 0));
        evaluate(kept, 1);
        assertThat(only(kept).state()).isEqualTo(AlertState.FIRING);
        assertThat(only(kept).keepFiringSince()).isEqualTo(minute(1));
        evaluate(kept, 2, up("a", 0));
        assertThat(only(kept).keepFiringSince()).isNull();

        evaluate(kept, 3);
        assertThat(evaluate(kept, 5)).hasSize(2);
        assertThat(only(kept).state()).isEqualTo(AlertState.FIRING);
        evaluate(kept, 6);
        assertThat(only(kept).state()).isEqualTo(AlertState.INACTIVE);
        assertThat(only(kept).resolvedAt()).isEqualTo(minute(6));
    }

    @Test
    void two_that_become_the_same_are_an_error_and_change_nothing() {
        evaluate(alerts, 0, up("a", 0));
        List<Alert> before = alerts.all();

        assertThatThrownBy(() -> evaluate(alerts, 1, up("b", 1), new Sample(Labels.of("job", "b"), 0, 2, null)))
                .isInstanceOf(RuleException.class)
                .hasMessageContaining("same labelset after applying alert labels");

        assertThat(alerts.all()).isEqualTo(before);
    }

    @Test
    void more_than_the_limit_forgets_all_and_says_of_none_that_it_ended() {
        evaluate(alerts, 0, up("a", 0));
        evaluate(alerts, 5, up("a", 0));
        Evaluation limited = new Evaluation(minute(6), Duration.ZERO, 1, TemplateQuery.NONE);

        assertThatThrownBy(() -> alerts.evaluate(List.of(up("a", 0), up("b", 0)), limited))
                .isInstanceOf(RuleException.class)
                .hasMessage("exceeded limit of 1 with 2 alerts");

        assertThat(alerts.all()).isEmpty();
        assertThat(due(minute(6), DELAY, DELAY)).isEmpty();
    }

    @Test
    void its_series_say_its_state_and_since_when_it_is_active() {
        List<Sample> samples = new ArrayList<>(evaluate(alerts, 0, up("a", 0)));
        samples.addAll(evaluate(alerts, 5, up("a", 0)));

        assertThat(samples)
                .containsExactly(
                        alertSeries("ALERTS", "pending", 0, 1),
                        alertSeries("ALERTS_FOR_STATE", "", 0, (double) START.getEpochSecond()),
                        alertSeries("ALERTS", "firing", 5, 1),
                        alertSeries("ALERTS_FOR_STATE", "", 5, (double) START.getEpochSecond()));
        assertThat(evaluate(alerts, 6)).isEmpty();
    }

    private static Sample alertSeries(String name, String state, long minute, double value) {
        Labels labels =
                Labels.of("__name__", name, "alertname", "Down", "alertstate", state, "job", "a", "severity", "ticket");
        return new Sample(labels, minute(minute).toEpochMilli(), value, null);
    }

    @Test
    void its_series_have_the_time_of_the_query() {
        Evaluation late = new Evaluation(minute(1), Duration.ofSeconds(30), 0, TemplateQuery.NONE);

        assertThat(alerts.evaluate(List.of(up("a", 0)), late))
                .extracting(Sample::time)
                .containsOnly(minute(1).minusSeconds(30).toEpochMilli());
        assertThat(only(alerts).activeAt()).isEqualTo(minute(1));
    }

    @Test
    void what_fires_is_sent_at_once_and_again_after_the_delay_and_is_valid_for_four_of_them() {
        evaluate(alerts, 0, up("a", 0));
        assertThat(due(minute(0), DELAY, DELAY)).isEmpty();

        evaluate(alerts, 5, up("a", 0));
        assertThat(due(minute(5), DELAY, Duration.ofSeconds(15)))
                .singleElement()
                .satisfies(alert -> assertThat(alert.firedAt()).isEqualTo(minute(5)))
                .satisfies(alert -> assertThat(alert.endsAt()).isEqualTo(minute(9)));
        assertThat(due(minute(6), DELAY, DELAY)).isEmpty();
        assertThat(due(minute(6).plusMillis(1), DELAY, Duration.ofMinutes(5)))
                .singleElement()
                .satisfies(
                        alert -> assertThat(alert.endsAt()).isEqualTo(minute(26).plusMillis(1)));
    }

    @Test
    void what_has_ended_is_sent_at_once_and_again_as_long_as_it_is_kept() {
        evaluate(alerts, 0, up("a", 0));
        evaluate(alerts, 5, up("a", 0));
        assertThat(due(minute(5), DELAY, DELAY)).hasSize(1);

        Instant soon = minute(5).plusSeconds(10);
        alerts.evaluate(List.of(), new Evaluation(soon, Duration.ZERO, 0, TemplateQuery.NONE));
        assertThat(due(soon, DELAY, DELAY))
                .singleElement()
                .satisfies(alert -> assertThat(alert.endsAt()).isEqualTo(soon));
        assertThat(due(soon.plusSeconds(60), DELAY, DELAY)).isEmpty();
        assertThat(due(soon.plusSeconds(61), DELAY, DELAY)).hasSize(1);
        evaluate(alerts, 30);
        assertThat(due(minute(30), DELAY, DELAY)).isEmpty();
    }

    @Test
    void what_could_not_be_sent_is_due_again() {
        evaluate(alerts, 0, up("a", 0));
        evaluate(alerts, 5, up("a", 0));
        assertThat(alerts.due(minute(5), DELAY, DELAY)).hasSize(1);

        assertThat(only(alerts).lastSentAt()).isNull();
        assertThat(due(minute(5).plusSeconds(1), DELAY, DELAY)).hasSize(1);
        assertThat(only(alerts).lastSentAt()).isEqualTo(minute(5).plusSeconds(1));
        assertThat(due(minute(5).plusSeconds(2), DELAY, DELAY)).isEmpty();
    }

    @Test
    void what_was_due_before_an_evaluation_is_not_sent_after_it() {
        evaluate(alerts, 0, up("a", 0));
        evaluate(alerts, 5, up("a", 0));
        assertThat(alerts.due(minute(5), DELAY, DELAY)).hasSize(1);
        evaluate(alerts, 6);
        alerts.sent();

        assertThat(only(alerts).state()).isEqualTo(AlertState.INACTIVE);
        assertThat(only(alerts).lastSentAt()).isNull();
    }

    /** The state of {@code for} from before a restart, last said in minute -minutesDown. */
    private static Alert restored(AlertingRule rule, long activeMinute, long lastMinute, double... last) {
        InMemorySource source = new InMemorySource();
        Labels series = alertSeries("ALERTS_FOR_STATE", "", 0, 0).labels();
        source.add(series, minute(lastMinute).toEpochMilli(), (double)
                minute(activeMinute).getEpochSecond());
        for (double value : last) {
            source.add(series, minute(lastMinute).toEpochMilli() + 1, value);
        }
        ActiveAlerts alerts = new ActiveAlerts(rule, ExternalContext.NONE, false);
        assertThat(evaluate(alerts, 0, up("a", 0))).isEmpty();
        alerts.restore(ForStateRestoration.DEFAULT, source, minute(0));
        assertThat(evaluate(alerts, 1, up("a", 0))).hasSize(2);
        return only(alerts);
    }

    @Test
    void after_a_restart_what_fired_fires_again() {
        Alert alert = restored(rule("PT30M", "PT0S"), -50, -10);

        assertThat(alert.state()).isEqualTo(AlertState.FIRING);
        assertThat(alert.activeAt()).isEqualTo(minute(-50));
    }

    @Test
    void after_a_restart_what_was_pending_waits_for_the_rest() {
        // pending for 5 of 30 minutes when nobody evaluated any more
        assertThat(restored(rule("PT30M", "PT0S"), -15, -10).activeAt()).isEqualTo(minute(-5));
    }

    @Test
    void after_a_restart_what_was_about_to_fire_waits_for_the_grace_period() {
        Alert alert = restored(rule("PT30M", "PT0S"), -35, -10);

        assertThat(alert.activeAt()).isEqualTo(minute(10).minus(Duration.ofMinutes(30)));
        assertThat(alert.state()).isEqualTo(AlertState.PENDING);
    }

    @Test
    void what_is_too_old_or_has_ended_or_is_of_a_short_rule_is_not_restored() {
        assertThat(restored(rule("PT30M", "PT0S"), -90, -61).activeAt()).isEqualTo(minute(0));
        assertThat(restored(rule("PT30M", "PT0S"), -90, -60).activeAt()).isEqualTo(minute(-90));
        assertThat(restored(rule("PT30M", "PT0S"), -50, -10, Stale.MARKER).activeAt())
                .isEqualTo(minute(0));
        assertThat(restored(rule("PT9M", "PT0S"), -50, -10).activeAt()).isEqualTo(minute(0));
    }

    @Test
    void a_label_that_cannot_be_expanded_says_so_and_there_is_an_alert_all_the_same() {
        AlertingRule rule = new AlertingRule(
                "Down",
                Parser.parse("up", ParserOptions.STABLE),
                Duration.ZERO,
                Duration.ZERO,
                Map.of("severity", AlertingRule.template("Down", "{{ query \"x\" }}")),
                Map.of());
        ActiveAlerts failing = new ActiveAlerts(rule, ExternalContext.NONE, true);

        evaluate(failing, 0, up("a", 0));

        assertThat(only(failing).labels().get("severity")).startsWith("<error expanding template: ");
        assertThat(only(failing).state()).isEqualTo(AlertState.FIRING);
    }
}
