// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.promql.Engine;
import dev.plinth.promql.EngineOptions;
import dev.plinth.promql.QueryResult.Sample;
import dev.plinth.promql.model.Histogram;
import dev.plinth.promql.model.Stale;
import dev.plinth.promql.script.InMemorySource;
import dev.plinth.promql.script.SeriesNotation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

class RuleGroupEvaluationTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Engine engine = new Engine(EngineOptions.DEFAULT);
    private final InMemorySource source = new InMemorySource();
    private final List<String> written = new ArrayList<>();

    private void write(List<Sample> samples) {
        for (Sample sample : samples) {
            Histogram histogram = sample.histogram();
            if (histogram == null) {
                source.add(sample.labels(), sample.time(), sample.value());
            } else {
                source.add(sample.labels(), sample.time(), histogram);
            }
            String value = Stale.is(sample.value()) ? "stale" : String.valueOf((long) sample.value());
            written.add(
                    sample.labels() + " " + (histogram == null ? value : histogram) + " @" + sample.time() / 60_000.0);
        }
    }

    private Rule record(String name, String expr, String... labels) {
        return new RecordingRule(
                name, engine.parse(expr), labels.length == 0 ? Map.of() : Map.of(labels[0], labels[1]));
    }

    private AlertingRule alert(String name, String expr) {
        return new AlertingRule(name, engine.parse(expr), Duration.ofMinutes(2), Duration.ZERO, Map.of(), Map.of());
    }

    private RuleGroupEvaluation group(int limit, Duration offset, Rule... rules) {
        return new RuleGroupEvaluation(
                new RuleGroup("g", MINUTE, offset, limit, List.of(rules)), engine, ExternalContext.NONE, true);
    }

    private List<RuleOutcome> evaluate(RuleGroupEvaluation group, long minute) {
        written.clear();
        return group.evaluate(source, this::write, Instant.ofEpochSecond(minute * 60));
    }

    private void series(String series) {
        source.add(SeriesNotation.parse(series), 0, 60_000);
    }

    @Test
    void a_rule_sees_what_those_before_it_have_just_given() {
        series("x{job=\"a\"} 1 2 3");
        RuleGroupEvaluation group = group(
                0,
                Duration.ZERO,
                record("a", "x * 2"),
                record("b", "a + 1", "job", ""),
                alert("C", "b > 0"),
                record("d", "count(ALERTS)"));

        evaluate(group, 1);

        assertThat(written)
                .containsExactly(
                        "{__name__=\"a\", job=\"a\"} 4 @1.0",
                        "{__name__=\"b\"} 5 @1.0",
                        "{__name__=\"ALERTS\", alertname=\"C\", alertstate=\"pending\"} 1 @1.0",
                        "{__name__=\"ALERTS_FOR_STATE\", alertname=\"C\"} 60 @1.0",
                        "{__name__=\"d\"} 1 @1.0");
    }

    @Test
    void what_ends_is_marked_as_stale_once() {
        series("x 1 1 1 1 stale");
        RuleGroupEvaluation group = group(0, Duration.ZERO, alert("C", "x > 0"));
        evaluate(group, 0);

        evaluate(group, 2);
        assertThat(written)
                .containsExactly(
                        "{__name__=\"ALERTS\", alertname=\"C\", alertstate=\"firing\"} 1 @2.0",
                        "{__name__=\"ALERTS_FOR_STATE\", alertname=\"C\"} 0 @2.0",
                        "{__name__=\"ALERTS\", alertname=\"C\", alertstate=\"pending\"} stale @2.0");
        evaluate(group, 4);
        assertThat(written)
                .containsExactly(
                        "{__name__=\"ALERTS\", alertname=\"C\", alertstate=\"firing\"} stale @4.0",
                        "{__name__=\"ALERTS_FOR_STATE\", alertname=\"C\"} stale @4.0");
        evaluate(group, 5);
        assertThat(written).isEmpty();
    }

    @Test
    void a_rule_that_fails_ends_nothing_and_keeps_no_other_from_going_on() {
        series("x{n=\"1\"} 1 1 1");
        RuleGroupEvaluation group = group(1, Duration.ZERO, record("a", "x"), record("b", "vector(1)"));
        evaluate(group, 0);
        series("x{n=\"2\"} _ 1 stale");

        List<RuleOutcome> outcomes = evaluate(group, 1);

        assertThat(outcomes)
                .extracting(RuleOutcome::failure)
                .containsExactly("exceeded limit of 1 with 2 series", null);
        assertThat(written).containsExactly("{__name__=\"b\"} 1 @1.0");
        assertThat(evaluate(group, 2)).extracting(RuleOutcome::failure).containsOnlyNulls();
    }

    @Test
    void results_that_become_the_same_are_an_error_and_so_are_texts() {
        series("x{n=\"1\"} 1");
        series("x{n=\"2\"} 1");
        RuleGroupEvaluation group =
                group(0, Duration.ZERO, record("a", "x", "n", ""), record("b", "\"text\""), record("c", "x / on() x"));

        assertThat(evaluate(group, 0))
                .extracting(outcome -> String.valueOf(outcome.failure()))
                .satisfiesExactly(
                        failure -> assertThat(failure).contains("same labelset after applying rule labels"),
                        failure -> assertThat(failure).isEqualTo("rule result is not a vector or scalar"),
                        failure -> assertThat(failure).contains("many-to-many matching not allowed"));
    }

    @Test
    void a_source_that_fails_ends_no_alert() {
        RuleGroupEvaluation group = group(0, Duration.ZERO, alert("C", "x > 0"), record("a", "vector(1)"));
        series("x 1 1 1 1");
        evaluate(group, 0);
        List<Alert> before = group.alerts().getFirst().all();

        List<RuleOutcome> outcomes = group.evaluate(
                (matchers, from, to, hints) -> {
                    throw new IllegalStateException("the store does not answer");
                },
                this::write,
                Instant.ofEpochSecond(60));

        assertThat(outcomes)
                .extracting(RuleOutcome::failure)
                .containsExactly("java.lang.IllegalStateException: the store does not answer", null);
        assertThat(group.alerts().getFirst().all()).isEqualTo(before).hasSize(1);
    }

    @Test
    void the_offset_moves_what_is_read_and_what_is_written() {
        series("x 0+10x10");

        evaluate(group(0, Duration.ofMinutes(2), record("a", "x")), 5);

        assertThat(written).containsExactly("{__name__=\"a\"} 30 @3.0");
    }

    @Test
    void histograms_are_recorded() {
        series("x {{schema:0 count:2 sum:3 buckets:[2]}}");

        evaluate(group(0, Duration.ZERO, record("a", "x")), 0);

        assertThat(written).containsExactly("{__name__=\"a\"} {count:2, sum:3, (0.5,1]:2} @0.0");
    }

    @Test
    void another_process_goes_on_from_a_snapshot_that_went_through_json() {
        series("x{n=\"1\"} 1x20");
        series("x{n=\"2\"} 1 NaN stale");
        Rule[] rules = {alert("C", "x == x or x"), record("a", "x")};
        RuleGroupEvaluation first = group(0, Duration.ZERO, rules);
        evaluate(first, 0);
        evaluate(first, 1);
        assertThat(first.due(Instant.ofEpochSecond(60), MINUTE)).isEmpty();
        first.sent();
        JsonMapper json = JsonMapper.builder().build();
        String text = json.writeValueAsString(first.snapshot());

        RuleGroupEvaluation second = group(0, Duration.ZERO, rules);
        second.adopt(json.readValue(text, new TypeReference<List<RuleSnapshot>>() {}));

        assertThat(second.snapshot()).isEqualTo(first.snapshot());
        evaluate(first, 2);
        List<String> byFirst = List.copyOf(written);
        evaluate(second, 2);
        assertThat(written).isEqualTo(byFirst).anyMatch(line -> line.contains("stale"));
        assertThat(second.alerts().getFirst().all())
                .isEqualTo(first.alerts().getFirst().all());
    }

    @Test
    void what_rules_gave_that_are_gone_ends() {
        series("x 1x20");
        RuleGroupEvaluation first =
                group(0, Duration.ZERO, record("a", "x"), record("b", "x", "n", "1"), record("c", "x"));
        evaluate(first, 0);

        RuleGroupEvaluation second = group(0, Duration.ZERO, record("c", "x"), record("b", "x", "n", "2"));
        second.adopt(first.snapshot());
        evaluate(second, 1);

        assertThat(written)
                .containsExactly(
                        "{__name__=\"c\"} 1 @1.0",
                        "{__name__=\"b\", n=\"2\"} 1 @1.0",
                        "{__name__=\"a\"} stale @1.0",
                        "{__name__=\"b\", n=\"1\"} stale @1.0");
    }

    /** A group that has told that an alert fires. */
    private RuleGroupEvaluation told(Rule rule) {
        RuleGroupEvaluation group = group(0, Duration.ZERO, rule);
        evaluate(group, 0);
        evaluate(group, 2);
        assertThat(group.due(Instant.ofEpochSecond(120), MINUTE)).hasSize(1);
        group.sent();
        return group;
    }

    @Test
    void alerts_of_a_rule_that_is_gone_have_ended_and_that_is_due_until_it_was_sent() {
        series("x 1x20");
        RuleGroupEvaluation first = told(alert("C", "x > 0"));

        RuleGroupEvaluation second = group(0, Duration.ZERO, record("a", "x"));
        second.adopt(first.snapshot());
        evaluate(second, 3);
        assertThat(second.due(Instant.ofEpochSecond(180), MINUTE)).hasSize(1);
        RuleGroupEvaluation third = group(0, Duration.ZERO, record("a", "x"));
        third.adopt(second.snapshot());

        assertThat(third.due(Instant.ofEpochSecond(240), MINUTE))
                .singleElement()
                .satisfies(due -> {
                    assertThat(due.rule()).isEqualTo(DueAlert.GONE);
                    assertThat(due.alert().labels()).containsEntry("alertname", "C");
                    assertThat(due.alert().state()).isEqualTo(AlertState.INACTIVE);
                    assertThat(due.alert().endsAt()).isEqualTo(Instant.ofEpochSecond(240));
                });
        third.sent();
        assertThat(third.due(Instant.ofEpochSecond(300), MINUTE)).isEmpty();
        assertThat(third.snapshot()).noneMatch(rule -> !rule.alerts().isEmpty());
    }

    @Test
    void of_an_alert_that_nobody_was_told_of_nobody_is_told_the_end() {
        series("x 1x20");
        RuleGroupEvaluation first = group(0, Duration.ZERO, alert("C", "x > 0"));
        evaluate(first, 0);
        evaluate(first, 2);

        RuleGroupEvaluation second = group(0, Duration.ZERO);
        second.adopt(first.snapshot());

        assertThat(second.due(Instant.ofEpochSecond(180), MINUTE)).isEmpty();
    }

    @Test
    void an_alert_that_another_rule_goes_on_with_has_not_ended() {
        series("x{job=\"a\"} 1x20");
        RuleGroupEvaluation first = told(alert("C", "x > 0"));

        RuleGroupEvaluation second = group(
                0,
                Duration.ZERO,
                new AlertingRule(
                        "C",
                        engine.parse("x > 0"),
                        Duration.ZERO,
                        Duration.ZERO,
                        Map.of("job", AlertingRule.template("C", "a")),
                        Map.of()));
        second.adopt(first.snapshot());
        evaluate(second, 3);

        assertThat(second.due(Instant.ofEpochSecond(180), MINUTE))
                .singleElement()
                .satisfies(due -> assertThat(due.rule()).isZero())
                .satisfies(due -> assertThat(due.alert().state()).isEqualTo(AlertState.FIRING));
    }
}
