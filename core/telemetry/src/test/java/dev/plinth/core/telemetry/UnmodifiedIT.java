// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plinth.core.telemetry.ingest.SyslogPort;
import dev.plinth.core.telemetry.metric.MetricStore;
import dev.plinth.core.telemetry.prometheus.RealPrometheus;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Programs of others, as they are: OpenTelemetry's Java agent, Prometheus and rsyslog. */
class UnmodifiedIT {
    private static final Duration LIMIT = Duration.ofSeconds(90);

    private static Rig rig;

    @BeforeAll
    static void start() {
        rig = new Rig("--plinth.telemetry.anonymous-rate=100MB", "--plinth.telemetry.syslog-port=0");
    }

    @AfterAll
    static void stop() {
        rig.close();
    }

    private static Process start(Path log, Map<String, String> environment, List<String> command) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static String agent() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(path -> path.contains("opentelemetry-javaagent"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void the_java_agent_sends_traces_logs_and_metrics(@TempDir Path directory) throws Exception {
        Path log = directory.resolve("program.log");
        Process program = start(
                log,
                Map.of(
                        "OTEL_SERVICE_NAME", "instrumented",
                        "OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=dev",
                        "OTEL_EXPORTER_OTLP_ENDPOINT", rig.http(),
                        "OTEL_METRIC_EXPORT_INTERVAL", "1000"),
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-javaagent:" + agent(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        TracedProgram.class.getName()));
        assertThat(program.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(program.exitValue()).as(Files.readString(log)).isZero();
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(rig.count("plinth-spans-*", "instrumented"))
                        .as(Files.readString(log))
                        .isEqualTo(2));
        await().atMost(LIMIT)
                .untilAsserted(() ->
                        assertThat(rig.count("plinth-logs-*", "instrumented")).isEqualTo(1));
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(rig.core()
                                .bean(MetricStore.class)
                                .open(labels -> labels.get("job").equals("instrumented"))
                                .labelValues("__name__", List.of(), 0, Long.MAX_VALUE))
                        .contains("http_server_request_duration_seconds_bucket", "target_info"));
        JsonNode line = rig.core()
                .admin()
                .get("/api/v1/logs?service=instrumented&env=dev")
                .body()
                .at("/items/0");
        assertThat(line.path("body").asString()).isEqualTo("a film is asked for");
        assertThat(line.path("severity").asString()).isEqualTo("warn");
        JsonNode trace = rig.core()
                .admin()
                .get("/api/v1/traces/" + line.path("traceId").asString())
                .body();
        assertThat(trace.path("spans").findValuesAsString("kind")).containsExactly("client", "server");
    }

    @Test
    void prometheus_writes_what_it_scrapes(@TempDir Path directory) throws Exception {
        String key = rig.secretOf("scraped", "ingest").at("/secret").asString();
        Path keyFile = Files.writeString(directory.resolve("key"), key);
        int port = Rig.freePort();
        try (RealPrometheus prometheus =
                RealPrometheus.start(directory, "# EOF\n", port, """
                global: {scrape_interval: 1s}
                scrape_configs:
                  - job_name: itself
                    static_configs: [{targets: ["127.0.0.1:%d"]}]
                remote_write:
                  - url: %s/api/v1/write
                    send_native_histograms: true
                    metadata_config: {send_interval: 1s}
                    authorization: {credentials_file: %s}
                """.formatted(port, rig.http(), keyFile))) {
            await().atMost(LIMIT).untilAsserted(() -> {
                JsonNode ours = rig.core()
                        .admin()
                        .get("/prometheus/api/v1/query?query=count(%7Bjob%3D%22itself%22%7D)")
                        .body()
                        .at("/data/result/0/value/1");
                JsonNode theirs = JsonMapper.shared()
                        .readTree(prometheus
                                .get("/api/v1/query?query=count(%7Bjob%3D%22itself%22%7D)")
                                .body())
                        .at("/data/result/0/value/1");
                assertThat(ours.asString("")).isNotEmpty().isEqualTo(theirs.asString());
                assertThat(Integer.parseInt(ours.asString())).isGreaterThan(300);
            });
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(rig.core()
                                    .admin()
                                    .get("/prometheus/api/v1/metadata?metric=prometheus_http_requests_total")
                                    .body()
                                    .at("/data/prometheus_http_requests_total/0/type")
                                    .asString(""))
                            .isEqualTo("counter"));
        }
    }

    @Test
    void rsyslog_forwards_by_its_own_protocol_and_as_to_an_elasticsearch(@TempDir Path directory) throws Exception {
        Path input = directory.resolve("app.log");
        int lines = 500;
        Files.write(input, IntStream.range(0, lines).mapToObj(i -> "line " + i).toList());
        String key = rig.secretOf("shipped", "ingest").at("/secret").asString();
        Path configuration = directory.resolve("rsyslog.conf");
        Files.writeString(configuration, """
                module(load="imfile" mode="polling" pollingInterval="1")
                module(load="omelasticsearch")
                input(type="imfile" file="%1$s" tag="forwarded:" severity="warning" facility="local0")
                template(name="ecs" type="list") {
                  constant(value="{\\"@timestamp\\":\\"")     property(name="timereported" dateFormat="rfc3339")
                  constant(value="\\",\\"service.name\\":\\"shipped\\",\\"log.level\\":\\"")  property(name="syslogseverity-text")
                  constant(value="\\",\\"message\\":\\"")       property(name="msg" format="json")
                  constant(value="\\"}")
                }
                action(type="omfwd" target="127.0.0.1" port="%2$d" protocol="tcp" template="RSYSLOG_SyslogProtocol23Format"
                       TCP_Framing="octet-counted" action.resumeRetryCount="-1")
                action(type="omelasticsearch" server="127.0.0.1" serverport="%3$s" template="ecs" searchIndex="rsyslog" searchType=""
                       bulkmode="on" uid="anybody" pwd="%4$s" action.resumeRetryCount="-1")
                """.formatted(
                input, rig.core().bean(SyslogPort.class).port(), rig.http().replaceAll(".*:", ""), key));
        Path log = directory.resolve("rsyslogd.log");
        List<String> command = new ArrayList<>(List.of(
                "rsyslogd",
                "-n",
                "-f",
                configuration.toString(),
                "-i",
                directory.resolve("pid").toString()));
        Process rsyslog = start(log, Map.of(), command);
        try {
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(rig.count("plinth-logs-*", "forwarded"))
                            .as(Files.readString(log))
                            .isEqualTo(lines));
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(rig.count("plinth-logs-*", "shipped"))
                            .as(Files.readString(log))
                            .isEqualTo(lines));
        } finally {
            rsyslog.destroy();
            assertThat(rsyslog.waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
        JsonNode forwarded = rig.core()
                .admin()
                .get("/api/v1/logs?service=forwarded&limit=1&severity=warn")
                .body();
        assertThat(forwarded.path("total").asInt()).isEqualTo(lines);
        JsonNode shipped = rig.core()
                .admin()
                .get("/api/v1/logs?service=shipped&limit=1&severity=warn")
                .body()
                .at("/items/0");
        assertThat(shipped.path("app").asString()).isEqualTo("shipped");
        assertThat(shipped.path("body").asString()).startsWith("line ");
    }
}
