// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plinth.core.kernel.resource.ResourceKey;
import dev.plinth.core.telemetry.metric.MetricSink;
import dev.plinth.core.telemetry.metric.duty.Schedule;
import dev.plinth.core.telemetry.metric.rule.RecordingRulesSpec.Rule;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RuleGroupsTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final TestingStore store = new TestingStore();
    private final AtomicBoolean mine = new AtomicBoolean(true);
    private final CountDownLatch held = new CountDownLatch(1);
    private final AtomicBoolean hold = new AtomicBoolean();
    private final AtomicLong heldSince = new AtomicLong(Long.MAX_VALUE);
    private volatile List<RuleGroup> decided = List.of();

    private final MetricSink sink = (app, series, metadata) -> {
        if (hold.get()) {
            hang();
        }
        store.accept(app, series, metadata);
    };
    private final RuleGroups groups = new RuleGroups(() -> decided, store, sink, key -> mine.get(), Clock.systemUTC());

    @AfterEach
    void stop() {
        held.countDown();
        groups.close();
    }

    private void hang() {
        heldSince.set(System.nanoTime());
        try {
            assertThat(held.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static RuleGroup group(String name, String record) {
        return new RuleGroup(
                new ResourceKey(RecordingRulesSpec.KIND, "prod", name),
                new RecordingRulesSpec(null, 1, null, null, List.of(new Rule(record, "1", null))));
    }

    private List<TestingStore.Batch> batches(String record) {
        return store.batches().stream()
                .filter(batch -> batch.series().getFirst().labels().metricName().equals(record))
                .toList();
    }

    @Test
    void a_group_is_evaluated_at_its_place_in_each_interval_until_it_is_gone_and_then_its_series_end() {
        RuleGroup group = group("one", "a");
        decided = List.of(group);
        groups.reconcile();
        await().atMost(LIMIT).until(() -> store.batches().size() >= 3);
        List<Long> times =
                store.batches().stream().map(TestingStore.Batch::time).toList();
        assertThat(times)
                .isSorted()
                .doesNotHaveDuplicates()
                .allSatisfy(time -> assertThat(Schedule.next(time - 1, group.interval(), group.hash()))
                        .isEqualTo(time));
        assertThat(groups.views()).singleElement().satisfies(view -> {
            assertThat(view.name()).isEqualTo("one");
            assertThat(view.file()).isEqualTo("RecordingRules/one in prod");
            assertThat(view.env()).isEqualTo("prod");
            assertThat(view.interval()).isEqualTo(1);
            assertThat(view.limit()).isZero();
            assertThat(view.lastEvaluation()).isNotNull();
            assertThat(view.rules().getFirst().query()).isEqualTo("1");
            assertThat(view.rules().getFirst().labels()).containsEntry("env", "prod");
            assertThat(view.rules().getFirst().health()).isEqualTo("ok");
        });
        decided = List.of();
        groups.reconcile();
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(store.last().values()).containsValue("stale"));
        assertThat(groups.views()).isEmpty();
    }

    @Test
    void times_that_pass_while_one_evaluation_takes_too_long_are_counted_and_left_out() {
        hold.set(true);
        decided = List.of(group("slow", "a"));
        groups.reconcile();
        await().atMost(LIMIT)
                .until(() -> heldSince.get() != Long.MAX_VALUE && System.nanoTime() - heldSince.get() > 3_200_000_000L);
        hold.set(false);
        held.countDown();
        await().atMost(LIMIT).until(() -> store.batches().size() >= 2);
        assertThat(groups.views().getFirst().missed()).isBetween(1L, 4L);
        List<Long> times =
                store.batches().stream().map(TestingStore.Batch::time).toList();
        assertThat(times.get(1) - times.get(0)).isGreaterThanOrEqualTo(2_000);
    }

    @Test
    void what_becomes_anothers_duty_is_left_without_ending_its_series() {
        decided = List.of(group("one", "a"));
        groups.reconcile();
        await().atMost(LIMIT).until(() -> !store.batches().isEmpty());
        mine.set(false);
        groups.reconcile();
        assertThat(groups.views().getFirst().rules().getFirst().health()).isEqualTo("unknown");
        int before = store.batches().size();
        await().during(Duration.ofSeconds(2))
                .atMost(LIMIT)
                .until(() -> store.batches().size() <= before + 1);
        assertThat(store.batches())
                .noneSatisfy(batch -> assertThat(batch.values()).containsValue("stale"));
        mine.set(true);
        groups.reconcile();
        await().atMost(LIMIT).until(() -> store.batches().size() >= before + 2);
    }

    @Test
    void what_is_decided_anew_applies_to_the_next_time_and_other_groups_go_on() {
        decided = List.of(group("one", "a"), group("two", "b"));
        groups.reconcile();
        await().atMost(LIMIT)
                .until(() -> !batches("a").isEmpty() && !batches("b").isEmpty());
        decided = List.of(group("one", "c"), group("two", "b"));
        groups.reconcile();
        await().atMost(LIMIT).until(() -> !batches("c").isEmpty());
        assertThat(batches("c").getFirst().values())
                .containsEntry("{__name__=\"a\", env=\"prod\"}", "stale")
                .containsEntry("{__name__=\"c\", env=\"prod\"}", "1.0");
        int before = batches("b").size();
        await().atMost(LIMIT).until(() -> batches("b").size() > before);
        assertThat(store.names()).containsExactly("a", "b", "c");
    }
}
