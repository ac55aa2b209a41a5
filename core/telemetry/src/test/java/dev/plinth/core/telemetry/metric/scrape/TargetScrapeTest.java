// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.scrape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.plinth.core.kernel.resource.ResourceKey;
import dev.plinth.core.telemetry.metric.token.TokenException;
import dev.plinth.core.telemetry.metric.token.TokenSource;
import dev.plinth.promql.model.Labels;
import dev.plinth.timeseries.Metadata;
import dev.plinth.timeseries.TimeSeries;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TargetScrapeTest {
    private static final long TIME = 1_700_000_000_000L;
    private static final String OWN = "env=\"dev\", instance=\"i\", job=\"node\"}";
    private static final TokenSource NO_TOKENS = secret -> {
        throw new TokenException("there is no " + secret, null);
    };

    private final TestingTarget server = new TestingTarget();
    private final TestingSink sink = new TestingSink();
    private final Fetcher fetcher = new Fetcher();
    private final AtomicBoolean mine = new AtomicBoolean(true);

    @AfterEach
    void stop() {
        fetcher.close();
        server.close();
    }

    private TargetScrape of(Target target) {
        return new TargetScrape(target, fetcher, NO_TOKENS, sink, mine::get, Clock.systemUTC());
    }

    private static String series(String name) {
        return "{__name__=\"" + name + "\", " + OWN;
    }

    @Test
    void what_a_target_answers_is_handed_on_with_how_it_went() throws InterruptedException {
        server.answers("# TYPE a gauge\na{x=\"1\"} 5\nb 6\n");
        TargetScrape scrape = of(server.target());
        scrape.scrape(TIME);
        assertThat(sink.last().app()).isEqualTo("node");
        assertThat(sink.last().values())
                .containsOnly(
                        entry("{__name__=\"a\", env=\"dev\", instance=\"i\", job=\"node\", x=\"1\"}", "5.0"),
                        entry(series("b"), "6.0"),
                        entry(series("up"), "1.0"),
                        entry(series("scrape_samples_scraped"), "2.0"),
                        entry(series("scrape_samples_post_metric_relabeling"), "2.0"),
                        entry(series("scrape_series_added"), "2.0"));
        assertThat(sink.last().metadata()).containsExactly(new Metadata("a", Metadata.Type.GAUGE, "", ""));
        assertThat(sink.last().series())
                .allSatisfy(each -> assertThat(each.points().getFirst().time()).isEqualTo(TIME));
        TimeSeries duration = sink.last().series().stream()
                .filter(each -> each.labels().metricName().equals("scrape_duration_seconds"))
                .findFirst()
                .orElseThrow();
        assertThat(duration.points().getFirst().value()).isBetween(0.0, 0.5);
        assertThat(scrape.health().state()).isEqualTo(TargetState.UP);
        assertThat(scrape.health().error()).isEmpty();
        assertThat(scrape.health().at()).isEqualTo(Instant.ofEpochMilli(TIME));
        assertThat(scrape.health().took()).isPositive();
        assertThat(server.requests.getFirst().get("X-prometheus-scrape-timeout-seconds"))
                .containsExactly("1");
        assertThat(server.requests.getFirst().get("Accept")).containsExactly(ExpositionFormat.ACCEPT);
        assertThat(server.requests.getFirst()).doesNotContainKey("Authorization");
    }

    @Test
    void openmetrics_that_is_compressed_is_read() throws InterruptedException {
        server.answers(exchange -> {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
                out.write("# TYPE a counter\na_total 5 # {trace_id=\"t\"} 1\n# EOF\n".getBytes(StandardCharsets.UTF_8));
            }
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
            TestingTarget.send(exchange, 200, "application/openmetrics-text; version=1.0.0", bytes.toByteArray());
        });
        of(server.target()).scrape(TIME);
        assertThat(sink.last().values()).containsEntry(series("a_total"), "5.0");
        assertThat(sink.last().series().getFirst().exemplars()).hasSize(1);
        assertThat(sink.last().metadata()).containsExactly(new Metadata("a_total", Metadata.Type.COUNTER, "", ""));
    }

    @Test
    void series_that_an_answer_has_no_more_end() throws InterruptedException {
        TargetScrape scrape = of(server.target());
        server.answers("a 1\nb 2\ntimed 3 1000\n");
        scrape.scrape(TIME);
        server.answers("b 2\nc 3\n");
        scrape.scrape(TIME + 1000);
        assertThat(sink.last().values())
                .containsEntry(series("a"), "stale")
                .containsEntry(series("b"), "2.0")
                .containsEntry(series("c"), "3.0")
                .containsEntry(series("scrape_series_added"), "1.0")
                .doesNotContainKey(series("timed"));
        scrape.scrape(TIME + 2000);
        assertThat(sink.last().values())
                .doesNotContainKey(series("a"))
                .containsEntry(series("scrape_series_added"), "0.0");
    }

    @Test
    void all_series_end_when_a_target_fails_and_come_again_with_it() throws InterruptedException {
        TargetScrape scrape = of(server.target());
        server.answers("a 1\n");
        scrape.scrape(TIME);
        server.answers(
                exchange -> TestingTarget.send(exchange, 500, "text/plain", "a 2\n".getBytes(StandardCharsets.UTF_8)));
        scrape.scrape(TIME + 1000);
        assertThat(sink.last().values())
                .containsOnly(
                        entry(series("a"), "stale"),
                        entry(series("up"), "0.0"),
                        entry(series("scrape_samples_scraped"), "0.0"),
                        entry(series("scrape_samples_post_metric_relabeling"), "0.0"),
                        entry(series("scrape_series_added"), "0.0"));
        assertThat(scrape.health().state()).isEqualTo(TargetState.DOWN);
        assertThat(scrape.health().error()).isEqualTo("HTTP 500 (expected: 200)");
        scrape.scrape(TIME + 2000);
        assertThat(sink.last().values()).doesNotContainKey(series("a"));
        server.answers("a 3\n");
        scrape.scrape(TIME + 3000);
        assertThat(sink.last().values())
                .containsEntry(series("a"), "3.0")
                .containsEntry(series("up"), "1.0")
                .containsEntry(series("scrape_series_added"), "0.0");
    }

    @Test
    void an_answer_that_comes_too_late_is_none() throws InterruptedException {
        CountDownLatch end = new CountDownLatch(1);
        server.answers(exchange -> await(end));
        TargetScrape scrape = of(server.target());
        scrape.scrape(TIME);
        assertThat(scrape.health().error()).isEqualTo("no complete answer within 500ms");
        assertThat(scrape.health().took()).isBetween(Duration.ofMillis(450), Duration.ofSeconds(5));
        assertThat(sink.last().values()).containsEntry(series("up"), "0.0");
        end.countDown();
    }

    @Test
    void a_body_that_only_drips_is_too_late_as_well() throws InterruptedException {
        CountDownLatch end = new CountDownLatch(1);
        server.answers(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write("a 1\n".getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            await(end);
        });
        TargetScrape scrape = of(server.target());
        scrape.scrape(TIME);
        assertThat(scrape.health().error()).isEqualTo("no complete answer within 500ms");
        end.countDown();
    }

    private static void await(CountDownLatch end) {
        try {
            assertThat(end.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void an_answer_that_is_too_large_is_refused_also_when_it_is_small_on_its_way() throws InterruptedException {
        byte[] large = "a 1\n".repeat(1_000).getBytes(StandardCharsets.UTF_8);
        server.answers(exchange -> TestingTarget.send(exchange, 200, "text/plain", large));
        TargetScrape scrape = of(server.target());
        scrape.scrape(TIME);
        String expected = "the answer has more than 1000 bytes (bodySizeLimitKilobytes)";
        assertThat(scrape.health().error()).isEqualTo(expected);
        server.answers(exchange -> {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
                out.write(large);
            }
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
            TestingTarget.send(exchange, 200, "text/plain", bytes.toByteArray());
        });
        scrape.scrape(TIME + 1);
        assertThat(scrape.health().error()).isEqualTo(expected);
    }

    @Test
    void too_many_samples_fail_the_scrape() throws InterruptedException {
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 11; i++) {
            many.append('a').append(i).append(" 1\n");
        }
        server.answers(many.toString());
        TargetScrape scrape = of(server.target());
        scrape.scrape(TIME);
        assertThat(scrape.health().error())
                .isEqualTo("line 11: there is \"one more sample\" (expected: at most 10 of them)");
        assertThat(sink.last().values()).hasSize(4);
    }

    @Test
    void garbage_is_refused_with_its_line() throws InterruptedException {
        server.answers("good 1\n<html>\n");
        TargetScrape scrape = of(server.target());
        scrape.scrape(TIME);
        assertThat(scrape.health().error()).isEqualTo("line 2: there is \"<html>\" (expected: the name of a metric)");
        assertThat(sink.last().values()).doesNotContainKey(series("good")).containsEntry(series("up"), "0.0");
        server.answers(
                exchange -> TestingTarget.send(exchange, 200, "text/html", "<html>".getBytes(StandardCharsets.UTF_8)));
        scrape.scrape(TIME + 1);
        assertThat(scrape.health().error()).startsWith("Content-Type is text/html");
        server.answers(exchange -> {
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
            TestingTarget.send(exchange, 200, "text/plain", "a 1\n".getBytes(StandardCharsets.UTF_8));
        });
        scrape.scrape(TIME + 2);
        assertThat(scrape.health().error()).startsWith("the answer is no gzip");
    }

    @Test
    void a_redirect_is_not_followed() throws InterruptedException {
        server.answers(exchange -> {
            exchange.getResponseHeaders().set("Location", "http://elsewhere/");
            TestingTarget.send(exchange, 302, null, new byte[0]);
        });
        TargetScrape scrape = of(server.target());
        scrape.scrape(TIME);
        assertThat(scrape.health().error()).isEqualTo("HTTP 302 to http://elsewhere/ (expected: 200)");
        assertThat(server.requests).hasSize(1);
    }

    @Test
    void a_target_that_is_not_there_is_down() throws InterruptedException {
        TargetScrape scrape = of(server.target());
        server.close();
        scrape.scrape(TIME);
        assertThat(scrape.health().error()).isEqualTo("no connection");
        assertThat(sink.last().values()).containsEntry(series("up"), "0.0");
    }

    @Test
    void a_host_that_no_name_server_knows_is_down() throws InterruptedException {
        Target known = server.target();
        Target unknown = new Target(
                known.id(),
                known.app(),
                URI.create("http://nowhere.invalid:1/metrics"),
                known.labels(),
                known.discovered(),
                known.interval(),
                Duration.ofSeconds(10),
                false,
                known.limits(),
                null);
        TargetScrape scrape = of(unknown);
        scrape.scrape(TIME);
        assertThat(scrape.health().error()).isEqualTo("no such host");
    }

    @Test
    void labels_of_the_answer_are_renamed_or_win_but_never_the_environment() throws InterruptedException {
        server.answers("a{job=\"own\",env=\"prod\",exported_job=\"x\"} 1\n");
        of(server.target()).scrape(TIME);
        assertThat(sink.last().series().getFirst().labels())
                .isEqualTo(Labels.of(
                        "__name__", "a",
                        "env", "dev",
                        "exported_env", "prod",
                        "exported_exported_job", "own",
                        "exported_job", "x",
                        "instance", "i",
                        "job", "node"));
        of(server.target(Duration.ofSeconds(1), true, server.target().labels(), null))
                .scrape(TIME);
        assertThat(sink.last().series().getFirst().labels())
                .isEqualTo(Labels.of(
                        "__name__", "a",
                        "env", "dev",
                        "exported_env", "prod",
                        "exported_job", "x",
                        "instance", "i",
                        "job", "own"));
    }

    @Test
    void no_target_says_itself_that_it_is_up() throws InterruptedException {
        server.answers("up 7\n");
        of(server.target()).scrape(TIME);
        assertThat(sink.last().values())
                .containsEntry(series("up"), "1.0")
                .containsEntry(series("scrape_samples_scraped"), "1.0")
                .containsEntry(series("scrape_samples_post_metric_relabeling"), "0.0");
    }

    @Test
    void all_series_end_with_their_target() throws InterruptedException {
        server.answers("a 1\n");
        TargetScrape scrape = of(server.target());
        scrape.scrape(TIME);
        sink.refuse(true);
        assertThat(scrape.end(TIME + 5)).isFalse();
        sink.refuse(false);
        assertThat(scrape.end(TIME + 5)).isTrue();
        assertThat(sink.last().values())
                .hasSize(6)
                .containsEntry(series("a"), "stale")
                .containsEntry(series("up"), "stale")
                .containsEntry(series("scrape_duration_seconds"), "stale");
        assertThat(scrape.end(TIME + 6)).isTrue();
        assertThat(sink.batches()).hasSize(2);
    }

    @Test
    void series_end_when_the_labels_of_their_target_change() throws InterruptedException {
        server.answers("a 1\n");
        TargetScrape scrape = of(server.target());
        scrape.scrape(TIME);
        scrape.update(server.target(
                Duration.ofSeconds(1), false, Labels.of("job", "other", "instance", "i", "env", "dev"), null));
        scrape.scrape(TIME + 1000);
        assertThat(sink.last().values())
                .containsEntry(series("a"), "stale")
                .containsEntry(series("up"), "stale")
                .containsEntry("{__name__=\"a\", env=\"dev\", instance=\"i\", job=\"other\"}", "1.0");
    }

    @Test
    void what_the_store_does_not_take_is_lost_and_said() throws InterruptedException {
        server.answers("a 1\n");
        TargetScrape scrape = of(server.target());
        scrape.scrape(TIME);
        sink.refuse(true);
        server.answers("b 1\n");
        scrape.scrape(TIME + 1000);
        assertThat(scrape.health().state()).isEqualTo(TargetState.DOWN);
        assertThat(scrape.health().error()).isEqualTo("what it answered is lost: Kafka is away.");
        sink.refuse(false);
        scrape.scrape(TIME + 2000);
        assertThat(sink.batches()).hasSize(2);
        assertThat(sink.last().values())
                .containsEntry(series("a"), "stale")
                .containsEntry(series("b"), "1.0")
                .containsEntry(series("scrape_series_added"), "1.0");
        assertThat(scrape.health().state()).isEqualTo(TargetState.UP);
    }

    @Test
    void what_is_known_of_metrics_is_told_when_it_changes_and_now_and_then() throws InterruptedException {
        server.answers("# TYPE a gauge\na 1\n");
        TargetScrape scrape = of(server.target());
        scrape.scrape(TIME);
        scrape.scrape(TIME + 1000);
        assertThat(sink.last().metadata()).isEmpty();
        scrape.scrape(TIME + 300_000);
        assertThat(sink.last().metadata()).hasSize(1);
        server.answers("# TYPE a counter\na 1\n");
        scrape.scrape(TIME + 301_000);
        assertThat(sink.last().metadata()).isEqualTo(List.of(new Metadata("a", Metadata.Type.COUNTER, "", "")));
    }

    @Test
    void a_token_is_sent_and_one_that_cannot_be_had_fails_the_scrape() throws InterruptedException, IOException {
        server.answers("a 1\n");
        ResourceKey secret = new ResourceKey("Secret", "dev", "token");
        Target target =
                server.target(Duration.ofSeconds(1), false, server.target().labels(), secret);
        new TargetScrape(target, fetcher, key -> "t-" + key.name(), sink, mine::get, Clock.systemUTC()).scrape(TIME);
        assertThat(server.requests.getFirst().get("Authorization")).containsExactly("Bearer t-token");
        TargetScrape without = of(target);
        without.scrape(TIME + 1);
        assertThat(server.requests).hasSize(1);
        assertThat(without.health().error()).isEqualTo("there is no Secret/token in dev");
        assertThat(sink.last().values()).containsEntry(series("up"), "0.0");
    }

    @Test
    void what_is_anothers_by_now_is_not_handed_on() throws InterruptedException {
        server.answers(exchange -> {
            mine.set(false);
            TestingTarget.send(exchange, 200, "text/plain", "a 1\n".getBytes(StandardCharsets.UTF_8));
        });
        TargetScrape scrape = of(server.target());
        scrape.scrape(TIME);
        assertThat(sink.batches()).isEmpty();
        assertThat(scrape.end(TIME)).isTrue();
        assertThat(scrape.health()).isEqualTo(TargetHealth.UNKNOWN);
    }
}
