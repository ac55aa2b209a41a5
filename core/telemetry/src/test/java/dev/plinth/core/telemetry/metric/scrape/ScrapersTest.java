// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.scrape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;
import static org.awaitility.Awaitility.await;

import dev.plinth.promql.model.Labels;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ScrapersTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final TestingTarget server = new TestingTarget();
    private final TestingTarget other = new TestingTarget();
    private final TestingSink sink = new TestingSink();
    private final AtomicBoolean mine = new AtomicBoolean(true);
    private final CountDownLatch end = new CountDownLatch(1);
    private volatile List<Target> targets = List.of();

    private final Scrapers scrapers =
            new Scrapers(() -> targets, secret -> "", sink, key -> mine.get(), Clock.systemUTC());

    @AfterEach
    void stop() {
        end.countDown();
        scrapers.close();
        server.close();
        other.close();
    }

    private static Target labelled(TestingTarget server, String instance) {
        return server.target(
                Duration.ofSeconds(1), false, Labels.of("job", "node", "instance", instance, "env", "dev"), null);
    }

    private static String up(String instance) {
        return "{__name__=\"up\", env=\"dev\", instance=\"%s\", job=\"node\"}".formatted(instance);
    }

    private long times(String series, String value) {
        return sink.batches().stream()
                .filter(batch -> value.equals(batch.values().get(series)))
                .count();
    }

    @Test
    void a_target_is_asked_at_each_interval_until_it_is_gone_and_then_its_series_end() {
        server.answers("a 1\n");
        targets = List.of(labelled(server, "i"));
        scrapers.reconcile();
        await().atMost(LIMIT).until(() -> sink.batches().size() >= 3);
        List<Long> times = sink.batches().stream()
                .map(batch -> batch.series().getFirst().points().getFirst().time())
                .toList();
        assertThat(times.get(2) - times.get(0)).isBetween(1_500L, 4_500L);
        assertThat(scrapers.views()).singleElement().satisfies(view -> {
            assertThat(view.health()).isEqualTo(TargetState.UP);
            assertThat(view.lastError()).isEmpty();
            assertThat(view.lastScrape()).isNotNull();
            assertThat(view.scrapePool()).isEqualTo("node");
            assertThat(view.scrapeUrl()).isEqualTo("http://" + server.address() + "/metrics");
            assertThat(view.labels()).containsEntry("env", "dev");
            assertThat(view.discoveredLabels()).containsEntry("__address__", server.address());
            assertThat(view.scrapeInterval()).isEqualTo(Duration.ofSeconds(1));
            assertThat(view.scrapeTimeout()).isEqualTo(Duration.ofSeconds(1));
        });
        targets = List.of();
        scrapers.reconcile();
        await().atMost(LIMIT).until(() -> times(up("i"), "stale") == 1);
        assertThat(sink.last().values()).hasSize(6).containsValue("stale").doesNotContainValue("1.0");
        assertThat(scrapers.views()).isEmpty();
    }

    @Test
    void a_slow_target_keeps_no_other_waiting() {
        server.answers(exchange -> hang());
        other.answers("a 1\n");
        targets = List.of(labelled(server, "slow"), labelled(other, "fast"));
        scrapers.reconcile();
        await().atMost(LIMIT).until(() -> times(up("fast"), "1.0") >= 3 && times(up("slow"), "0.0") >= 1);
        assertThat(scrapers.views())
                .extracting(TargetView::health, TargetView::lastError)
                .containsExactly(tuple(TargetState.DOWN, "no complete answer within 1s"), tuple(TargetState.UP, ""));
    }

    private void hang() {
        try {
            assertThat(end.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void what_becomes_anothers_duty_is_left_without_ending_its_series() {
        server.answers("a 1\n");
        targets = List.of(labelled(server, "i"));
        scrapers.reconcile();
        await().atMost(LIMIT).until(() -> times(up("i"), "1.0") >= 1);
        mine.set(false);
        scrapers.reconcile();
        assertThat(scrapers.views())
                .singleElement()
                .extracting(TargetView::health)
                .isEqualTo(TargetState.UNKNOWN);
        int asked = server.requests.size();
        await().during(Duration.ofSeconds(2)).atMost(LIMIT).until(() -> server.requests.size() <= asked + 1);
        assertThat(times(up("i"), "stale")).isZero();
        mine.set(true);
        scrapers.reconcile();
        await().atMost(LIMIT).until(() -> times(up("i"), "1.0") >= 2);
    }

    @Test
    void what_is_decided_anew_applies_to_the_next_time() {
        server.answers("a 1\n");
        targets = List.of(labelled(server, "i"));
        scrapers.reconcile();
        await().atMost(LIMIT).until(() -> times(up("i"), "1.0") >= 1);
        targets = List.of(labelled(server, "renamed"));
        scrapers.reconcile();
        await().atMost(LIMIT).until(() -> times(up("renamed"), "1.0") >= 1);
        assertThat(times(up("i"), "stale")).isEqualTo(1);
    }

    @Test
    void of_two_targets_with_the_same_labels_one_is_asked_and_the_other_says_so() {
        server.answers("a 1\n");
        other.answers(
                exchange -> TestingTarget.send(exchange, 200, "text/plain", "b 1\n".getBytes(StandardCharsets.UTF_8)));
        targets = List.of(labelled(server, "i"), labelled(other, "i"));
        scrapers.reconcile();
        await().atMost(LIMIT).until(() -> times(up("i"), "1.0") >= 2);
        assertThat(other.requests).isEmpty();
        assertThat(scrapers.views().getLast().lastError())
                .isEqualTo("it is not asked, as ScrapeTarget/node in dev has the same labels:"
                        + " give one of them another in labels");
    }
}
