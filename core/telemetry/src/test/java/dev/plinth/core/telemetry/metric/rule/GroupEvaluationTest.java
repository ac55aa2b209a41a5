// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.core.kernel.resource.ResourceKey;
import dev.plinth.core.telemetry.metric.rule.RecordingRulesSpec.Rule;
import dev.plinth.core.telemetry.metric.rule.RecordingRulesView.RuleView;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GroupEvaluationTest {
    private static final long NOW = 1_800_000_000_000L;
    private static final long MINUTE = 60_000;
    private static final Clock CLOCK = Clock.fixed(Instant.ofEpochMilli(NOW + 5), ZoneOffset.UTC);

    private final TestingStore store = new TestingStore();
    private final AtomicBoolean mine = new AtomicBoolean(true);

    private static Rule rule(String record, String expr) {
        return new Rule(record, expr, null);
    }

    private static RuleGroup group(Rule... rules) {
        return group(null, null, rules);
    }

    private static RuleGroup group(@Nullable Integer offset, @Nullable Integer limit, Rule... rules) {
        return new RuleGroup(
                new ResourceKey(RecordingRulesSpec.KIND, "prod", "shop"),
                new RecordingRulesSpec(null, null, offset, limit, List.of(rules)));
    }

    private GroupEvaluation evaluation(RuleGroup group) {
        return new GroupEvaluation(group, new RuleEvaluation(store), store, mine::get, CLOCK);
    }

    private void requests(long time, double value, String service) {
        store.add(time, value, "__name__", "requests", "job", service, "instance", "1", "env", "prod");
        store.add(time, value, "__name__", "requests", "job", service, "instance", "2", "env", "prod");
    }

    private static String recorded(String name, String labels) {
        return "{__name__=\"%s\", %s}".formatted(name, labels);
    }

    private static List<RuleView> rules(GroupEvaluation evaluation) {
        return RecordingRulesView.of(evaluation.subject(), evaluation.health()).rules();
    }

    @Test
    void what_a_rule_gives_is_a_series_at_the_time_of_the_evaluation() throws InterruptedException {
        requests(NOW - 10_000, 3, "orders");
        GroupEvaluation evaluation = evaluation(group(
                rule("job:requests:sum", "sum by (job) (requests)"),
                new Rule("answer", "42", Map.of("team", "core")),
                new Rule("renamed", "requests{instance=\"1\"}", Map.of("job", "", "tier", "web"))));
        evaluation.evaluate(NOW);
        assertThat(store.last().app()).isEqualTo("rules");
        assertThat(store.last().values())
                .isEqualTo(Map.of(
                        recorded("job:requests:sum", "env=\"prod\", job=\"orders\""), "6.0",
                        recorded("answer", "env=\"prod\", team=\"core\""), "42.0",
                        recorded("renamed", "env=\"prod\", instance=\"1\", tier=\"web\""), "3.0"));
        assertThat(store.last().series())
                .allSatisfy(each -> assertThat(each.points().getFirst().time()).isEqualTo(NOW));
        assertThat(rules(evaluation)).allSatisfy(view -> {
            assertThat(view.health()).isEqualTo("ok");
            assertThat(view.lastError()).isEmpty();
            assertThat(view.lastEvaluation()).isEqualTo(CLOCK.instant());
            assertThat(view.type()).isEqualTo("recording");
        });
    }

    @Test
    void a_histogram_stays_one() throws InterruptedException {
        store.add(NOW, "seconds{env=\"prod\", instance=\"1\"} {{schema:0 sum:5 count:4 buckets:[1 2 1]}}");
        store.add(NOW, "seconds{env=\"prod\", instance=\"2\"} {{schema:0 sum:5 count:4 buckets:[1 2 1]}}");
        evaluation(group(rule("all", "sum(seconds)"), rule("again", "all"))).evaluate(NOW);
        assertThat(store.last().values())
                .isEqualTo(Map.of(
                        recorded("all", "env=\"prod\""), "histogram of 8.0",
                        recorded("again", "env=\"prod\""), "histogram of 8.0"));
    }

    @Test
    void only_metrics_of_its_environment_are_read_and_results_stay_in_it() throws InterruptedException {
        store.add(NOW, 1, "__name__", "m", "env", "prod");
        store.add(NOW, 10, "__name__", "m", "env", "dev");
        store.add(NOW, 100, "__name__", "m");
        evaluation(group(
                        rule("all", "sum(m)"),
                        rule("disguised", "label_replace(m, \"env\", \"dev\", \"\", \"\")"),
                        rule("named", "absent(m{env=\"dev\"})")))
                .evaluate(NOW);
        assertThat(store.last().values())
                .isEqualTo(Map.of(
                        recorded("all", "env=\"prod\""), "1.0",
                        recorded("disguised", "env=\"prod\""), "1.0",
                        recorded("named", "env=\"prod\""), "1.0"));
    }

    @Test
    void a_rule_sees_what_those_before_it_have_just_given_though_the_store_is_slower() throws InterruptedException {
        store.slow();
        requests(NOW, 3, "orders");
        store.add(NOW - MINUTE, 1, "__name__", "a", "job", "orders", "env", "prod");
        GroupEvaluation evaluation = evaluation(group(
                rule("a", "sum by (job) (requests)"),
                rule("b", "a * 10"),
                rule("samples", "count_over_time(a[2m])"),
                rule("before", "early or vector(0)"),
                rule("early", "1")));
        evaluation.evaluate(NOW);
        assertThat(store.last().values())
                .containsEntry(recorded("b", "env=\"prod\", job=\"orders\""), "60.0")
                .containsEntry(recorded("samples", "env=\"prod\", job=\"orders\""), "2.0")
                .containsEntry(recorded("before", "env=\"prod\""), "0.0");
    }

    @Test
    void a_series_that_a_rule_gives_no_more_ends_and_those_after_it_see_that() throws InterruptedException {
        requests(NOW, 3, "orders");
        requests(NOW, 4, "payments");
        GroupEvaluation evaluation =
                evaluation(group(rule("a", "sum by (job) (requests)"), rule("services", "count(a)")));
        evaluation.evaluate(NOW);
        long later = NOW + 5 * MINUTE;
        requests(later, 5, "orders");
        evaluation.evaluate(later);
        assertThat(store.last().values())
                .isEqualTo(Map.of(
                        recorded("a", "env=\"prod\", job=\"orders\""), "10.0",
                        recorded("a", "env=\"prod\", job=\"payments\""), "stale",
                        recorded("services", "env=\"prod\""), "1.0"));
        evaluation.evaluate(later + MINUTE);
        assertThat(store.last().values()).doesNotContainValue("stale");
    }

    @Test
    void series_of_a_rule_that_is_taken_away_end_and_not_those_that_another_goes_on_with() throws InterruptedException {
        requests(NOW, 3, "orders");
        GroupEvaluation evaluation = evaluation(group(rule("a", "sum(requests)"), rule("b", "sum(requests)")));
        evaluation.evaluate(NOW);
        evaluation.update(group(rule("b", "sum(requests) * 2")));
        evaluation.evaluate(NOW + MINUTE);
        assertThat(store.last().values())
                .isEqualTo(Map.of(
                        recorded("a", "env=\"prod\""), "stale",
                        recorded("b", "env=\"prod\""), "12.0"));
        // written with its label in the rule, it is another rule with the same series
        evaluation.update(group(new Rule("b", "sum(requests)", Map.of("x", ""))));
        evaluation.evaluate(NOW + 2 * MINUTE);
        assertThat(store.last().values()).isEqualTo(Map.of(recorded("b", "env=\"prod\""), "6.0"));
    }

    @Test
    void a_rule_that_fails_says_why_and_keeps_no_other_from_going_on_nor_ends_its_series() throws InterruptedException {
        requests(NOW, 3, "orders");
        RuleGroup sound = group(rule("a", "sum by (job) (requests)"), rule("b", "1"));
        GroupEvaluation evaluation = evaluation(sound);
        evaluation.evaluate(NOW);
        evaluation.update(group(rule("a", "requests * on (job) requests"), rule("b", "1")));
        evaluation.evaluate(NOW + MINUTE);
        assertThat(store.last().values()).isEqualTo(Map.of(recorded("b", "env=\"prod\""), "1.0"));
        assertThat(rules(evaluation)).extracting(RuleView::health).containsExactly("err", "ok");
        assertThat(rules(evaluation).getFirst().lastError()).startsWith("found duplicate series for the match group");
        evaluation.update(sound);
        evaluation.evaluate(NOW + 2 * MINUTE);
        assertThat(store.last().values())
                .containsEntry(recorded("a", "env=\"prod\", job=\"orders\""), "6.0")
                .doesNotContainValue("stale");
        assertThat(rules(evaluation)).extracting(RuleView::health).containsExactly("ok", "ok");
    }

    @Test
    void labels_that_make_two_series_the_same_are_an_error() throws InterruptedException {
        requests(NOW, 3, "orders");
        GroupEvaluation evaluation = evaluation(group(new Rule("a", "requests", Map.of("instance", "all"))));
        evaluation.evaluate(NOW);
        assertThat(store.batches()).isEmpty();
        assertThat(rules(evaluation).getFirst().lastError())
                .isEqualTo("vector contains metrics with the same labelset after applying rule labels");
    }

    @Test
    void more_series_than_the_limit_are_an_error_and_none_of_them_is_kept() throws InterruptedException {
        requests(NOW, 3, "orders");
        GroupEvaluation evaluation = evaluation(group(0, 1, rule("a", "requests"), rule("b", "sum(requests)")));
        evaluation.evaluate(NOW);
        assertThat(store.last().values()).containsOnlyKeys(recorded("b", "env=\"prod\""));
        assertThat(rules(evaluation).getFirst().lastError()).isEqualTo("exceeded limit of 1 with 2 series");
    }

    @Test
    void with_an_offset_all_of_it_lies_back() throws InterruptedException {
        requests(NOW - MINUTE, 3, "orders");
        requests(NOW, 9, "orders");
        evaluation(group(60, null, rule("a", "sum(requests)"))).evaluate(NOW);
        assertThat(store.last().values()).isEqualTo(Map.of(recorded("a", "env=\"prod\""), "6.0"));
        assertThat(store.last().time()).isEqualTo(NOW - MINUTE);
    }

    @Test
    void what_was_made_of_half_the_data_is_not_kept() throws InterruptedException {
        requests(NOW, 3, "orders");
        store.missing("Partition 3 of metrics does not answer.");
        GroupEvaluation evaluation = evaluation(group(rule("a", "sum(requests)")));
        evaluation.evaluate(NOW);
        assertThat(store.batches()).isEmpty();
        assertThat(rules(evaluation).getFirst().lastError())
                .isEqualTo("Not all that it reads is there: Partition 3 of metrics does not answer.");
    }

    @Test
    void what_the_sink_does_not_take_is_lost_and_said_and_ends_come_later() throws InterruptedException {
        requests(NOW, 3, "orders");
        GroupEvaluation evaluation = evaluation(group(rule("a", "sum by (job) (requests)"), rule("b", "1 + on() a")));
        evaluation.evaluate(NOW);
        store.refuse(true);
        long later = NOW + 5 * MINUTE;
        evaluation.evaluate(later);
        assertThat(rules(evaluation))
                .extracting(RuleView::lastError)
                .containsOnly("what it gave is lost: Kafka is away.");
        store.refuse(false);
        evaluation.evaluate(later + MINUTE);
        assertThat(store.last().values()).containsEntry(recorded("a", "env=\"prod\", job=\"orders\""), "stale");
    }

    @Test
    void what_is_not_this_cores_any_more_is_not_handed_on() throws InterruptedException {
        mine.set(false);
        GroupEvaluation evaluation = evaluation(group(rule("a", "1")));
        evaluation.evaluate(NOW);
        assertThat(store.batches()).isEmpty();
        assertThat(rules(evaluation).getFirst().health()).isEqualTo("unknown");
    }

    @Test
    void when_the_group_is_gone_all_its_series_end_once() throws InterruptedException {
        requests(NOW, 3, "orders");
        GroupEvaluation evaluation = evaluation(group(rule("a", "requests"), rule("b", "1")));
        evaluation.evaluate(NOW);
        store.refuse(true);
        assertThat(evaluation.end(NOW + 1)).isFalse();
        store.refuse(false);
        assertThat(evaluation.end(NOW + 2)).isTrue();
        assertThat(store.last().values()).hasSize(3).containsValue("stale").doesNotContainValue("1.0");
        assertThat(evaluation.end(NOW + 3)).isTrue();
        assertThat(store.batches()).hasSize(2);
    }
}
