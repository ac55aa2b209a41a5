// SPDX-License-Identifier: Apache-2.0
package dev.plinth.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plinth.engines.EngineConnection;
import dev.plinth.engines.kafka.KafkaEngine;
import dev.plinth.engines.opensearch.OpenSearchEngine;
import dev.plinth.engines.testing.TestingEngine;
import dev.plinth.engines.testing.TestingPostgres;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Two cores take logs, spans and metrics while each of them, OpenSearch and Kafka are killed: what was acknowledged is there, to the line and the
 * sample, and counted, to the span.
 */
class TelemetryProofIT {
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final int BETWEEN_KILLS = 2_500;

    @Test
    void what_was_acknowledged_is_found_and_counted_whatever_was_killed(@TempDir Path directory) throws Exception {
        EngineConnection database = TestingPostgres.freshDatabase();
        try (TestingEngine kafka = new TestingEngine(new KafkaEngine(), directory.resolve("kafka"));
                TestingEngine opensearch = new TestingEngine(new OpenSearchEngine(), directory.resolve("opensearch"));
                Plinth one = new Plinth(directory.resolve("one"));
                Plinth two = new Plinth(directory.resolve("two"))) {
            String engines = "engines:\n" + engine("postgres", database) + engine("kafka", kafka.connection())
                    + engine("opensearch", opensearch.connection());
            start(one, Files.writeString(directory.resolve("one.yaml"), engines));
            Path masterKey = one.data().resolve("secrets/master.key");
            start(
                    two,
                    Files.writeString(
                            directory.resolve("two.yaml"), engines + "core: {masterKeyFile: " + masterKey + "}\n"));
            prove(one, two, kafka, opensearch);
        }
    }

    private static void start(Plinth plinth, Path settings) {
        Plinth.Result up = plinth.up("--only", "telemetry", "--config", settings.toString());
        assertThat(up.code()).as(up.output()).isZero();
    }

    private static String engine(String name, EngineConnection connection) {
        return "  %s:\n    url: %s\n    username: %s\n    passwordFile: %s\n"
                .formatted(name, connection.url(), connection.username(), connection.passwordFile());
    }

    private static void prove(Plinth one, Plinth two, TestingEngine kafka, TestingEngine opensearch) throws Exception {
        String key = key(one);
        assertThat(one.apply(
                                "{\"kind\": \"Transaction\", \"env\": \"dev\", \"name\": \"proof\", \"spec\": {\"event\": {\"name\": \"%s\"}, \"amount\": {\"field\": \"amount\"}}}"
                                        .formatted(LogWriters.EVENT),
                                "sender")
                        .statusCode())
                .isEqualTo(200);
        try (LogWriters writers = new LogWriters(4, List.of(one, two), key);
                SpanWriter spans = new SpanWriter(List.of(one, two), key);
                MetricWriter metrics = new MetricWriter(List.of(one, two), key);
                AlertWriter alerts = new AlertWriter(List.of(one, two), key, one)) {
            List<Runnable> kills = List.of(
                    () -> Plinth.kill(one.pid("core")),
                    opensearch::killAndRestart,
                    () -> Plinth.kill(two.pid("core")),
                    kafka::killAndRestart,
                    () -> Plinth.kill(one.pid("core")));
            for (Runnable kill : kills) {
                long before = writers.acknowledgedLines();
                await().atMost(LIMIT)
                        .until(() ->
                                !writers.wrong().isEmpty() || writers.acknowledgedLines() > before + BETWEEN_KILLS);
                kill.run();
            }
            long after = writers.acknowledgedLines();
            await().atMost(LIMIT)
                    .until(() -> !writers.wrong().isEmpty() || writers.acknowledgedLines() > after + BETWEEN_KILLS);
            writers.stop();
            spans.stop();
            metrics.stop();
            alerts.stop();
            assertThat(writers.wrong()).isEmpty();
            assertThat(spans.wrong()).isEmpty();
            assertThat(metrics.wrong()).isEmpty();
            assertThat(alerts.wrong()).isEmpty();
            await().atMost(LIMIT).until(() -> one.allReady() && two.allReady());
            check(two, writers);
            checkTransactions(one, writers);
            check(two, spans);
            check(one, metrics);
            check(two, metrics);
            check(two, alerts);
        }
    }

    private static String key(Plinth plinth) throws Exception {
        assertThat(plinth.apply("{\"kind\": \"App\", \"name\": \"proof\", \"spec\": {}}", "sender")
                        .statusCode())
                .isEqualTo(200);
        Plinth.Result made = plinth.run("app", "ingest-key", "proof");
        assertThat(made.code()).as(made.output()).isZero();
        return made.output()
                .lines()
                .filter(line -> line.startsWith("plinth_ingest_"))
                .findFirst()
                .orElseThrow();
    }

    private static void check(Plinth plinth, LogWriters writers) throws Exception {
        Set<String> acknowledged = new HashSet<>(writers.acknowledged());
        await().atMost(LIMIT).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> {
            Set<String> missing = new HashSet<>(acknowledged);
            missing.removeAll(found(plinth).keySet());
            assertThat(missing).isEmpty();
        });
        Map<String, Integer> found = found(plinth);
        Set<String> unanswered = writers.unanswered();
        found.forEach((line, times) -> {
            assertThat(acknowledged.contains(line) || unanswered.contains(line))
                    .as("%s was sent", line)
                    .isTrue();
            assertThat(times)
                    .as(
                            "%s is there once for each time that it was sent without an answer, and once for the answer",
                            line)
                    .isLessThanOrEqualTo(writers.timesSent(line));
        });
        System.out.printf(
                "%d lines acknowledged, %d found, %d of them twice or more, %d requests refused or without an answer%n",
                acknowledged.size(),
                found.size(),
                found.values().stream().filter(times -> times > 1).count(),
                writers.failures());
    }

    /** Each event is counted once for each time that it was taken. */
    private static void checkTransactions(Plinth plinth, LogWriters writers) throws Exception {
        long least = writers.acknowledgedLines();
        long most = writers.linesSent();
        await().atMost(LIMIT).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> {
            JsonNode counted =
                    plinth.get("/api/v1/business/transactions?env=dev").at("/items/0");
            assertThat(counted.path("count").asLong()).isBetween(least, most);
            assertThat(counted.path("amount").decimalValue())
                    .isEqualByComparingTo(
                            BigDecimal.valueOf(counted.path("count").asLong() * 5, 1));
            assertThat(counted.path("users").asLong()).isEqualTo(4);
        });
        System.out.printf(
                "%d to %d events were taken, %s%n",
                least, most, plinth.get("/api/v1/business/transactions?env=dev").at("/items/0"));
    }

    /** Each line, and how often it is there. */
    private static Map<String, Integer> found(Plinth plinth) throws Exception {
        Map<String, Integer> found = new HashMap<>();
        String cursor = "";
        do {
            JsonNode page = plinth.get("/api/v1/logs?service=proof&order=asc&limit=1000&cursor=" + cursor);
            page.path("items").forEach(item -> found.merge(item.path("body").asString(), 1, Integer::sum));
            cursor = page.path("nextCursor").asString("");
        } while (!cursor.isEmpty());
        return found;
    }

    /** What is counted is what is there, of traces that are kept and of those that fail of the others. */
    private static void check(Plinth plinth, SpanWriter spans) throws Exception {
        long least = spans.acknowledged() * SpanWriter.SPANS;
        long most = spans.sent() * SpanWriter.SPANS;
        await().atMost(LIMIT).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> {
            JsonNode kept = operation(plinth, SpanWriter.KEPT);
            JsonNode held = operation(plinth, SpanWriter.HELD);
            assertThat(kept.path("calls").asLong()).isBetween(least, most);
            assertThat(held.path("calls").asLong()).isBetween(least, most);
            assertThat(there(plinth, SpanWriter.KEPT))
                    .isEqualTo(kept.path("calls").asLong());
            assertThat(held.path("errors").asLong() * 10)
                    .isEqualTo(held.path("calls").asLong());
            assertThat(there(plinth, SpanWriter.HELD))
                    .isEqualTo(held.path("errors").asLong());
        });
        System.out.printf(
                "%d to %d spans of each service were taken, %s%n", least, most, operation(plinth, SpanWriter.HELD));
    }

    /** Each sample is there once, also one that was sent more than once; each core answers for both. */
    private static void check(Plinth plinth, MetricWriter metrics) {
        String counts = "count_over_time(%s[1h])".formatted(MetricWriter.METRIC);
        await().atMost(LIMIT).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> {
            JsonNode answer =
                    plinth.get("/prometheus/api/v1/query?query=" + URLEncoder.encode(counts, StandardCharsets.UTF_8));
            assertThat(answer.path("warnings").isMissingNode())
                    .as(answer.toString())
                    .isTrue();
            List<Integer> found = answer.at("/data/result")
                    .valueStream()
                    .map(series -> Integer.parseInt(series.at("/value/1").asString()))
                    .toList();
            assertThat(found)
                    .hasSize(MetricWriter.SERIES)
                    .allSatisfy(count -> assertThat(count).isBetween(metrics.acknowledged(), metrics.begun()));
        });
        System.out.printf(
                "%d samples of each series acknowledged, %d begun%n", metrics.acknowledged(), metrics.begun());
    }

    /** Each alert that was taken is told, and is in the history once, however often it was sent. */
    private static void check(Plinth plinth, AlertWriter alerts) throws Exception {
        await().atMost(LIMIT).untilAsserted(() -> assertThat(alerts.told()).containsAll(alerts.acknowledged()));
        List<String> kept = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = plinth.get("/api/v1/alerts?env=dev&state=all&query=" + AlertWriter.NAME + "&limit=500"
                    + (cursor.isEmpty() ? "" : "&cursor=" + cursor));
            page.path("items").forEach(alert -> kept.add(alert.at("/labels/n").asString()));
            cursor = page.path("nextCursor").asString("");
        } while (!cursor.isEmpty());
        assertThat(kept).doesNotHaveDuplicates().containsAll(alerts.acknowledged());
        System.out.printf(
                "%d alerts acknowledged, %d told, %d kept%n",
                alerts.acknowledged().size(), alerts.told().size(), kept.size());
    }

    private static JsonNode operation(Plinth plinth, String service) throws Exception {
        return plinth.get("/api/v1/operations?service=" + service).at("/items/0");
    }

    private static long there(Plinth plinth, String service) throws Exception {
        for (JsonNode each : plinth.get("/api/v1/telemetry/services").path("items")) {
            if (each.path("name").asString("").equals(service)) {
                return each.path("spans").asLong();
            }
        }
        return 0;
    }
}
