// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plinth.core.telemetry.metric.MetricStore;
import dev.plinth.core.telemetry.metric.remote.SnappyBlocks;
import dev.plinth.core.telemetry.prometheus.RealPrometheus;
import dev.plinth.core.testing.TestCore.Caller;
import dev.plinth.promql.SelectHints;
import dev.plinth.promql.Series;
import dev.plinth.promql.model.Histogram;
import dev.plinth.promql.model.Histogram.ResetHint;
import dev.plinth.promql.model.Histogram.Span;
import dev.plinth.promql.model.Labels;
import dev.plinth.promql.model.Matcher;
import dev.plinth.timeseries.Point;
import dev.plinth.timeseries.TimeSeries;
import dev.plinth.timeseries.remote.RemoteWrite;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Metrics are kept in a Prometheus instead, which takes them from the log and answers queries. */
class RemoteStoreIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final SelectHints NO_HINTS = new SelectHints(0, 0, "", List.of(), false);

    @Test
    void a_prometheus_of_yours_has_the_samples_and_answers(@TempDir Path directory) throws Exception {
        long now = System.currentTimeMillis();
        try (RealPrometheus prometheus = RealPrometheus.start(directory, "# EOF\n");
                Rig rig = new Rig("--plinth.engines.prometheus.url=" + prometheus.url())) {
            Histogram histogram = Histogram.exponential(
                    ResetHint.UNKNOWN,
                    3,
                    1e-128,
                    0,
                    3,
                    4.5,
                    List.of(new Span(0, 2)),
                    new double[] {1, 2},
                    List.of(),
                    new double[0]);
            ByteArrayOutputStream request = new ByteArrayOutputStream();
            request.writeBytes(RemoteWrite.field(TimeSeries.of(
                    Labels.of("__name__", "up", "job", "shop"), Point.of(now - 1_000, 1), Point.of(now, 2))));
            request.writeBytes(
                    RemoteWrite.field(TimeSeries.of(Labels.of("__name__", "up", "job", "other"), Point.of(now, 5))));
            request.writeBytes(RemoteWrite.field(
                    TimeSeries.of(Labels.of("__name__", "took", "job", "shop"), Point.of(now, histogram))));
            await().atMost(LIMIT)
                    .until(() -> rig.post(
                                            "/api/v1/write",
                                            "application/x-protobuf",
                                            SnappyBlocks.compress(request.toByteArray()),
                                            "Content-Encoding",
                                            "snappy")
                                    .statusCode()
                            == 204);
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(
                                    value(rig.core().admin(), "sum(up)", now).asString())
                            .isEqualTo("7"));
            assertThat(prometheus.get("/api/v1/query?query=up").body()).contains("shop", "other");
            assertThat(value(rig.core().admin(), "histogram_count(took)", now).asString())
                    .isEqualTo("3");

            rig.apply("""
                    kind: Role
                    name: shop-metrics
                    spec: {rules: [{verbs: [read], kinds: [Metrics], names: [shop], environments: ["*"]}]}
                    ---
                    kind: RoleBinding
                    name: shop-metrics
                    spec: {role: shop-metrics, subjects: ["process:shop"]}
                    """);
            Caller some = rig.core().process("shop");
            assertThat(value(some, "sum(up)", now).asString())
                    .as("of others nothing is counted")
                    .isEqualTo("2");
            MetricStore.Reading reading = rig.core().bean(MetricStore.class).open(labels -> true);
            List<? extends Series> up = reading.select(
                    List.of(
                            Matcher.of(Matcher.Kind.EQUAL, "__name__", "up"),
                            Matcher.of(Matcher.Kind.REGEX, "job", "sh.*")),
                    now - 5_000,
                    now,
                    NO_HINTS);
            assertThat(up).singleElement().satisfies(series -> {
                assertThat(series.samples().times()).containsExactly(now - 1_000, now);
                assertThat(series.samples().values()).containsExactly(1, 2);
            });
            assertThat(reading.labelValues("job", List.of(), now - 5_000, now)).containsExactly("other", "shop");
            assertThat(reading.series(List.of(Matcher.of(Matcher.Kind.NOT_REGEX, "job", "o.*")), now - 5_000, now))
                    .hasSize(2);
            long ended = now - Duration.ofMinutes(3).toMillis();
            try (SdkTracerProvider tracers = Rig.tracers("counted-beside-it", rig.grpcSpans())) {
                tracers.get("test")
                        .spanBuilder("GET /")
                        .setSpanKind(SpanKind.SERVER)
                        .setStartTimestamp(ended, TimeUnit.MILLISECONDS)
                        .startSpan()
                        .end(ended + 5, TimeUnit.MILLISECONDS);
            }
            String calls = "sum(max_over_time(traces_spanmetrics_calls_total{job='counted-beside-it'}[15m]))";
            await("what is counted of spans is there too")
                    .atMost(LIMIT)
                    .ignoreExceptions()
                    .until(() -> value(rig.core().admin(), calls, System.currentTimeMillis())
                            .asString()
                            .equals("1"));
            JsonNode wrong = rig.core()
                    .admin()
                    .get("/prometheus/api/v1/query?query=" + encoded("sum(("))
                    .body();
            assertThat(wrong.path("errorType").asString()).isEqualTo("bad_data");
        }
    }

    @Test
    void while_it_is_away_samples_wait_and_queries_say_so(@TempDir Path directory) throws Exception {
        long now = System.currentTimeMillis();
        int port = Rig.freePort();
        try (Rig rig = new Rig("--plinth.engines.prometheus.url=http://127.0.0.1:" + port)) {
            byte[] request = SnappyBlocks.compress(
                    RemoteWrite.field(TimeSeries.of(Labels.of("__name__", "up", "job", "shop"), Point.of(now, 1))));
            await().atMost(LIMIT)
                    .until(() ->
                            rig.post("/api/v1/write", "application/x-protobuf", request, "Content-Encoding", "snappy")
                                            .statusCode()
                                    == 204);
            JsonNode answer =
                    rig.core().admin().get("/prometheus/api/v1/query?query=up").body();
            assertThat(answer.path("errorType").asString()).isEqualTo("unavailable");
            assertThat(answer.path("error").asString()).contains("the store of metrics does not answer");
            try (RealPrometheus prometheus = RealPrometheus.start(directory, "# EOF\n", port)) {
                await().atMost(LIMIT)
                        .untilAsserted(() -> assertThat(
                                        prometheus.get("/api/v1/query?query=up").body())
                                .contains("shop"));
            }
        }
    }

    private static JsonNode value(Caller caller, String query, long time) {
        return caller.get("/prometheus/api/v1/query?time=%d.%03d&query=%s"
                        .formatted(time / 1_000, time % 1_000, encoded(query)))
                .body()
                .at("/data/result/0/value/1");
    }

    private static String encoded(String query) {
        return URLEncoder.encode(query, StandardCharsets.UTF_8);
    }
}
