// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.plinth.core.kernel.ledger.LedgerPosition;
import dev.plinth.core.testing.TestCore;
import dev.plinth.core.testing.TestCore.Answer;
import dev.plinth.core.testing.TestCore.Caller;
import dev.plinth.engines.testing.TestingPostgres;
import dev.plinth.promql.model.Labels;
import dev.plinth.promql.model.Texts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A core answers as a real Prometheus does that has the same data, and the tool of Prometheus cannot tell the difference. That one is older: what
 * its version words or rounds in another way is not asked here.
 */
class PrometheusApiIT {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final long START = 1_700_006_400_000L;
    private static final int SAMPLES = 480;
    private static final long INTERVAL = 15_000;
    /** Seconds; no sample and no step of a subquery is at the end of a range then, where the versions differ. */
    private static final String TIME = "1700010000.3";

    private static final String RANGE = "&start=1700008000.3&end=1700011600.3&step=60";

    private static TestCore core;
    private static RealPrometheus prometheus;
    private static HttpServer front;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        core = TestCore.start(
                MetricsInMemory.class,
                TestingPostgres.freshDatabase(),
                TestCore.temporary(),
                "--plinth.identity.public-url=http://plinth.test:8080",
                "--plinth.telemetry.enabled=false");
        prometheus = RealPrometheus.start(directory, fill(core.bean(InMemoryMetrics.class)));
        front = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        front.createContext("/", exchange -> {
            Answer answer = core.admin()
                    .send(
                            exchange.getRequestMethod(),
                            exchange.getRequestURI().toString(),
                            exchange.getRequestHeaders().getFirst("Content-Type"),
                            exchange.getRequestBody().readAllBytes(),
                            Map.of());
            byte[] body = answer.response().body();
            exchange.getResponseHeaders().set("Content-Type", answer.header("Content-Type"));
            exchange.sendResponseHeaders(answer.status(), body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        front.start();
    }

    @AfterAll
    static void stop() throws InterruptedException {
        front.stop(0);
        prometheus.close();
        core.close();
    }

    /** Two hours of series. The same as text for Prometheus, whose samples are at no full second. */
    private static String fill(InMemoryMetrics metrics) {
        List<String> lines = new ArrayList<>();
        Random random = new Random(5);
        for (String job : List.of("api", "web")) {
            for (String instance : List.of("a:1", "b:1")) {
                Labels memory = Labels.of("__name__", "memory", "job", job, "instance", instance);
                Labels requests =
                        Labels.of("__name__", "requests_total", "job", job, "instance", instance, "code", "200");
                Labels tiny = Labels.of("__name__", "tiny", "job", job, "instance", instance, "env", "dev");
                double count = random.nextInt(1000) + 500;
                for (int i = 0; i < SAMPLES; i++) {
                    long time = START + i * INTERVAL + 1_137;
                    count += random.nextInt(20);
                    add(metrics, lines, memory, time, random.nextInt(8000) / 8.0);
                    add(metrics, lines, requests, time, count);
                    add(metrics, lines, tiny, time, Math.scalb(random.nextDouble(), random.nextInt(400) - 200));
                }
            }
        }
        lines.sort(Comparator.comparing(line -> line.substring(0, line.indexOf('{'))));
        return String.join("\n", lines) + "\n# EOF\n";
    }

    private static void add(InMemoryMetrics metrics, List<String> lines, Labels labels, long time, double value) {
        metrics.add(labels, time, value);
        String pairs = IntStream.range(0, labels.size())
                .filter(i -> !labels.name(i).equals(Labels.METRIC_NAME))
                .mapToObj(i -> labels.name(i) + "=" + Texts.quote(labels.value(i)))
                .collect(Collectors.joining(","));
        lines.add(labels.metricName() + "{" + pairs + "} " + value + " "
                + String.format(Locale.ROOT, "%.3f", time / 1000.0));
    }

    private static String query(String text) {
        return "query=" + URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** What both say, without the order of series, which is left open, and what only newer versions say. */
    private static void assertSame(String path, @Nullable String form) throws IOException, InterruptedException {
        HttpResponse<String> theirs =
                form == null ? prometheus.get("/api/v1" + path) : prometheus.post("/api/v1" + path, form);
        Answer own = form == null
                ? core.admin().get("/prometheus/api/v1" + path)
                : core.admin().post("/prometheus/api/v1" + path, "application/x-www-form-urlencoded", form);
        assertThat(normal(own.body())).as(path + " " + form).isEqualTo(normal(JSON.readTree(theirs.body())));
        assertThat(own.status()).isEqualTo(theirs.statusCode());
        assertThat(own.header("Content-Type")).isEqualTo("application/json");
    }

    private static JsonNode normal(JsonNode body) {
        ObjectNode normal = (ObjectNode) JSON.readTree(body.toString());
        normal.remove(List.of("warnings", "infos"));
        if (normal.path("data") instanceof ObjectNode data) {
            data.remove("droppedTargetCounts");
        }
        if (normal.at("/data/result") instanceof ArrayNode result
                && normal.at("/data/result/0").isObject()) {
            List<JsonNode> sorted = new ArrayList<>();
            result.forEach(sorted::add);
            sorted.sort(Comparator.comparing(node -> node.path("metric").toString()));
            result.removeAll();
            sorted.forEach(result::add);
        }
        return normal;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "memory",
                "memory{job=\"api\"}",
                "tiny",
                "tiny * 1e200",
                "memory[1m]",
                "memory[2m] offset 10m",
                "sum by (job) (rate(requests_total[5m]))",
                "increase(requests_total{instance=~\"a.*\"}[10m])",
                "histogram_quantile(0.9, memory)",
                "max_over_time(memory[10m:1m])",
                "sum_over_time(memory[15m]) > 400",
                "topk(2, memory)",
                "count_values(\"v\", floor(memory / 500))",
                "memory / on (job, instance) requests_total",
                "memory * on (instance) group_left () max by (instance) (memory)",
                "absent(nothing{job=\"x\"})",
                "label_replace(memory, \"host\", \"$1\", \"instance\", \"(.*):.*\")",
                "time()",
                "1 / 0",
                "-1 / 0",
                "0 / 0",
                "1e300 * 1e10",
                "vector(0.1 + 0.2)",
                "vector(123456789012345678901234)",
                "vector(0.0000001)",
                "\"text with \\\"quotes\\\" and ü\"",
                "scalar(memory{job=\"api\",instance=\"a:1\"})",
                "day_of_week()",
                "memory @ 1700009000.3",
                "predict_linear(memory[10m], 60)",
                "nothing",
            })
    void an_instant_query_has_the_same_answer(String query) throws Exception {
        assertSame("/query", query(query) + "&time=" + TIME);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "memory",
                "tiny * 1e-200",
                "sum(rate(requests_total[5m])) by (instance)",
                "max(memory)",
                "memory > 500",
                "quantile_over_time(0.5, memory[10m])",
                "42",
                "time()",
                "nothing",
                "sum(memory) / count(memory) and on () vector(1)",
            })
    void a_range_query_has_the_same_answer(String query) throws Exception {
        assertSame("/query_range", query(query) + RANGE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/series?match[]=memory&start=1700006400&end=1700013600",
                "/series?match[]=memory%7Bjob%3D%22api%22%7D&match[]=tiny&start=1700006400&end=1700013600",
                "/series",
                "/series?match[]=%7Bjob%3D~%22.*%22%7D",
                "/labels?start=1700006400&end=1700013600",
                "/labels?match[]=memory&start=1700006400&end=1700013600",
                "/label/job/values?start=1700006400&end=1700013600",
                "/label/__name__/values?match[]=%7Benv%3D%22dev%22%7D&start=1700006400&end=1700013600",
                "/label/nothing/values",
                "/query?query=up%20%2B",
                "/query?query=sum(",
                "/query?query=rate(up)",
                "/query?query=up&timeout=x",
                "/query?query=%7B%7D",
                "/query_range?query=up",
                "/query_range?query=up&start=2&end=1&step=1",
                "/query_range?query=up&start=1&end=2&step=0",
                "/query_range?query=up&start=1&end=20000&step=1",
                "/format_query?query=sum%20by(job)(%20up%7Bjob%3D%22a%22%7D)%2F2",
                "/format_query?query=up%20%2B%2B%20",
                "/targets",
                "/rules",
                "/alerts",
                "/metadata",
                "/query_exemplars?query=memory&start=1700006400&end=1700013600",
                "/query_exemplars?query=memory&start=1700006400&end=2",
            })
    void whatever_else_is_asked_has_the_same_answer(String path) throws Exception {
        assertSame(path.replace("[", "%5B").replace("]", "%5D"), null);
    }

    @Test
    void the_tool_of_prometheus_works_unchanged(@TempDir Path directory) throws Exception {
        String url = "http://127.0.0.1:" + front.getAddress().getPort() + "/prometheus";
        assertThat(RealPrometheus.promtool(
                        directory, "query", "instant", "--time=" + TIME, url, "count by (job) (memory)"))
                .contains("{job=\"api\"} => 2 @[1700010000.3]", "{job=\"web\"} => 2 @[1700010000.3]");
        assertThat(RealPrometheus.promtool(
                        directory,
                        "query",
                        "range",
                        "--start=1700010000",
                        "--end=1700010060",
                        "--step=30s",
                        url,
                        "count(memory)"))
                .contains("4 @[1700010000]", "4 @[1700010060]");
        assertThat(RealPrometheus.promtool(
                        directory, "query", "series", "--match=memory{job=\"api\"}", "--start=1700006400", url))
                .contains("{__name__=\"memory\", instance=\"a:1\", job=\"api\"}");
        assertThat(RealPrometheus.promtool(directory, "query", "labels", "--start=1700006400", url, "job"))
                .contains("api", "web");
        assertThat(core.admin().get("/prometheus/-/healthy").text()).isEqualTo("Prometheus Server is Healthy.\n");
        assertThat(core.admin().get("/prometheus/-/ready").text()).isEqualTo("Prometheus Server is Ready.\n");
    }

    @Test
    void nobody_asks_without_a_token_and_nobody_without_the_right() {
        String path = "/prometheus/api/v1/query?query=memory";
        Answer anonymous = core.anonymous().get(path);
        assertThat(anonymous.status()).isEqualTo(401);
        assertThat(anonymous.code()).isEqualTo("access.unauthenticated");
        Answer stranger = core.process("stranger").get(path);
        assertThat(stranger.status()).isEqualTo(403);
        assertThat(stranger.body().path("detail").asString())
                .isEqualTo("process:stranger has no role, so nothing allows read on any Metrics");
    }

    @Test
    void who_may_read_some_metrics_sees_only_those() {
        Answer given = core.admin().apply("""
                kind: Role
                name: api-people
                spec: {rules: [{verbs: [read], kinds: [Metrics], names: [api]}]}
                ---
                kind: RoleBinding
                name: api-people
                spec: {role: api-people, subjects: ["process:clerk"]}
                ---
                kind: Role
                name: dev-people
                spec: {rules: [{verbs: [read], kinds: [Metrics], environments: [dev]}]}
                ---
                kind: RoleBinding
                name: dev-people
                spec: {role: dev-people, subjects: ["process:dev-clerk"]}
                """);
        assertThat(given.status()).as(given.text()).isEqualTo(200);
        core.bean(LedgerPosition.class).await(Long.parseLong(given.header("Plinth-Position")), Duration.ofSeconds(10));
        Caller clerk = core.process("clerk");
        String counts = "/prometheus/api/v1/query?time=" + TIME + "&"
                + query("count by (job, env) ({__name__=~\"memory|tiny\"})");
        assertThat(clerk.get(counts)
                        .body()
                        .at("/data/result")
                        .findValues("metric")
                        .toString())
                .isEqualTo("[{\"job\":\"api\"}, {\"env\":\"dev\",\"job\":\"api\"}]");
        Caller devClerk = core.process("dev-clerk");
        assertThat(devClerk.get(counts)
                        .body()
                        .at("/data/result")
                        .findValues("metric")
                        .toString())
                .isEqualTo("[{\"env\":\"dev\",\"job\":\"api\"}, {\"env\":\"dev\",\"job\":\"web\"}]");
        assertThat(devClerk.get("/prometheus/api/v1/label/__name__/values").text())
                .contains("[\"tiny\"]");
    }

    @Test
    void a_large_answer_is_there_at_once() {
        InMemoryMetrics metrics = core.bean(InMemoryMetrics.class);
        long start = START + TimeUnit.DAYS.toMillis(1);
        for (int series = 0; series < 50; series++) {
            Labels labels = Labels.of("__name__", "large", "series", Integer.toString(series));
            for (int i = 0; i < 10_000; i++) {
                metrics.add(labels, start + i * INTERVAL, i * 0.1 + series);
            }
        }
        String path = "/prometheus/api/v1/query_range?query=large&step=15&start=" + start / 1000 + "&end="
                + (start / 1000 + 149_985);
        core.admin().get(path);
        long begin = System.nanoTime();
        Answer answer = core.admin().get(path);
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
        assertThat(answer.body().at("/data/result")).hasSize(50);
        assertThat(answer.body().at("/data/result/49/values")).hasSize(10_000);
        assertThat(millis).as("with reading it here").isLessThan(5_000);
    }
}
