// SPDX-License-Identifier: Apache-2.0
package dev.plinth.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.plinth.agent.settings.AgentSettings;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told of this machine. */
class HostTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private TestingPlinth plinth;

    @BeforeEach
    void start() {
        plinth = new TestingPlinth();
    }

    @AfterEach
    void stop() {
        plinth.close();
    }

    private AgentSettings settings(String host) {
        return RunningAgent.settings(directory, plinth.endpoint(), "  - host: {" + host + "}\n");
    }

    private ExportMetricsServiceRequest report() throws InterruptedException {
        try (RunningAgent agent = RunningAgent.once(settings("processes: 200"))) {
            assertThat(agent.failure()).isNull();
        }
        assertThat(plinth.reports()).hasSize(1);
        return plinth.reports().getFirst();
    }

    private static Map<String, Metric> metrics(ExportMetricsServiceRequest report) {
        return report.getResourceMetrics(0).getScopeMetrics(0).getMetricsList().stream()
                .collect(Collectors.toMap(Metric::getName, Function.identity()));
    }

    private static Metric metric(ExportMetricsServiceRequest report, String name) {
        return Objects.requireNonNull(metrics(report).get(name), name);
    }

    private static List<NumberDataPoint> points(ExportMetricsServiceRequest report, String name) {
        Metric metric = metric(report, name);
        return metric.hasGauge()
                ? metric.getGauge().getDataPointsList()
                : metric.getSum().getDataPointsList();
    }

    private static double value(NumberDataPoint point) {
        return point.hasAsInt() ? point.getAsInt() : point.getAsDouble();
    }

    private static Map<String, String> attributes(List<KeyValue> attributes) {
        Map<String, String> found = new TreeMap<>();
        attributes.forEach(each -> found.put(each.getKey(), each.getValue().getStringValue()));
        return found;
    }

    private static double value(ExportMetricsServiceRequest report, String name, Map<String, String> attributes) {
        return points(report, name).stream()
                .filter(point ->
                        attributes(point.getAttributesList()).entrySet().containsAll(attributes.entrySet()))
                .mapToDouble(HostTest::value)
                .sum();
    }

    private static double meminfo(String name) throws IOException {
        return Files.readAllLines(Path.of("/proc/meminfo")).stream()
                .filter(line -> line.startsWith(name + ":"))
                .mapToDouble(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1_024.0)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void memory_is_what_the_kernel_says() throws Exception {
        ExportMetricsServiceRequest report = report();
        double total = meminfo("MemTotal");
        assertThat(value(report, "system.memory.limit", Map.of())).isEqualTo(total);
        assertThat(value(report, "system.memory.usage", Map.of("system.memory.state", "used")))
                .isCloseTo(total - meminfo("MemAvailable"), within(total / 5));
        assertThat(value(report, "system.memory.usage", Map.of("system.memory.state", "free")))
                .isCloseTo(meminfo("MemFree"), within(total / 5));
        assertThat(value(report, "system.paging.usage", Map.of())).isEqualTo(meminfo("SwapTotal"));
    }

    @Test
    void processors_disks_and_network_are_counted_since_the_boot_and_only_grow() throws Exception {
        try (RunningAgent agent = RunningAgent.start(settings("interval: 1s"))) {
            await().atMost(LIMIT).until(() -> plinth.reports().size() >= 3);
            assertThat(agent.failure()).isNull();
        }
        ExportMetricsServiceRequest first = plinth.reports().getFirst();
        ExportMetricsServiceRequest last = plinth.reports().getLast();
        double passed = (points(last, "system.uptime").getFirst().getTimeUnixNano()
                        - points(first, "system.uptime").getFirst().getTimeUnixNano())
                / 1e9;
        double processors = value(last, "system.cpu.logical.count", Map.of());
        assertThat(processors).isEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(value(last, "system.cpu.time", Map.of()) - value(first, "system.cpu.time", Map.of()))
                .isCloseTo(passed * processors, within(passed * processors / 2));
        for (String name : List.of("system.cpu.time", "system.disk.io", "system.network.io", "process.cpu.time")) {
            Metric metric = metric(last, name);
            assertThat(metric.getSum().getIsMonotonic()).isTrue();
            assertThat(metric.getSum().getAggregationTemporality())
                    .isEqualTo(AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE);
        }
        assertThat(value(last, "system.network.io", Map.of("network.interface.name", "lo")))
                .isGreaterThan(value(first, "system.network.io", Map.of("network.interface.name", "lo")));
        double boot = System.currentTimeMillis() / 1e3
                - Double.parseDouble(Files.readString(Path.of("/proc/uptime")).split(" ")[0]);
        assertThat(points(last, "system.cpu.time").getFirst().getStartTimeUnixNano() / 1e9)
                .isCloseTo(boot, within(3.0));
    }

    @Test
    void a_file_system_is_as_large_as_java_finds_it_and_none_of_the_kernel_is_told() throws Exception {
        ExportMetricsServiceRequest report = report();
        Map<String, String> root = Map.of("system.filesystem.mountpoint", "/");
        double total = Files.getFileStore(Path.of("/")).getTotalSpace();
        assertThat(value(report, "system.filesystem.limit", root)).isEqualTo(total);
        assertThat(value(report, "system.filesystem.usage", root)).isEqualTo(total);
        assertThat(points(report, "system.filesystem.limit"))
                .extracting(point -> attributes(point.getAttributesList()).get("system.filesystem.type"))
                .doesNotContain("proc", "sysfs", "devtmpfs", "cgroup2");
    }

    @Test
    void this_process_is_among_those_that_are_told_by_the_name_of_its_command_alone() throws Exception {
        ExportMetricsServiceRequest report = report();
        String self = String.valueOf(ProcessHandle.current().pid());
        NumberDataPoint memory = points(report, "process.memory.usage").stream()
                .filter(point ->
                        self.equals(attributes(point.getAttributesList()).get("process.pid")))
                .findFirst()
                .orElseThrow();
        assertThat(attributes(memory.getAttributesList()))
                .containsOnly(Map.entry("process.pid", self), Map.entry("process.executable.name", "java"));
        assertThat(value(memory)).isBetween(10e6, 4e9);
        assertThat(memory.getStartTimeUnixNano() / 1_000_000)
                .isCloseTo(
                        ProcessHandle.current()
                                .info()
                                .startInstant()
                                .orElseThrow()
                                .toEpochMilli(),
                        within(3_000L));
        assertThat(value(report, "process.cpu.time", Map.of("process.pid", self, "cpu.mode", "user")))
                .isPositive();
        assertThat(value(report, "system.process.count", Map.of())).isGreaterThan(1);
        assertThat(value(report, "system.uptime", Map.of())).isPositive();
        assertThat(value(report, "system.file_descriptor.count", Map.of())).isPositive();
        assertThat(report.toString()).doesNotContain("-cp", "surefire");
    }

    @Test
    void so_many_processes_are_told_as_the_settings_say_twice_at_most() throws Exception {
        try (RunningAgent agent = RunningAgent.once(settings("processes: 2"))) {
            assertThat(agent.failure()).isNull();
        }
        assertThat(points(plinth.reports().getFirst(), "process.memory.usage")).hasSizeBetween(2, 4);
    }

    @Test
    void who_sends_is_said_by_the_resource() throws Exception {
        try (RunningAgent agent =
                RunningAgent.once(settings("service: machines, env: prod, attributes: {rack: r1}, processes: 0"))) {
            assertThat(agent.failure()).isNull();
        }
        assertThat(attributes(plinth.reports()
                        .getFirst()
                        .getResourceMetrics(0)
                        .getResource()
                        .getAttributesList()))
                .isEqualTo(Map.of(
                        "host.name", "test-host",
                        "service.name", "machines",
                        "service.instance.id", "test-host",
                        "deployment.environment.name", "prod",
                        "rack", "r1"));
        assertThat(metrics(plinth.reports().getFirst())).doesNotContainKey("process.cpu.time");
    }

    @Test
    void reports_wait_while_plinth_takes_none_and_those_that_are_too_old_are_left_out_and_said() {
        plinth.answersReports(503);
        try (RunningAgent agent = RunningAgent.start(settings("interval: 1s, processes: 0"))) {
            await().atMost(LIMIT)
                    .until(() -> agent.said().stream()
                            .anyMatch(line -> line.contains("the oldest are left out: 1 since the start")));
            assertThat(agent.said()).anyMatch(line -> line.contains("takes no report on the host now"));
            long taken = System.currentTimeMillis();
            plinth.answersReports(TestingPlinth.OK);
            await().atMost(LIMIT).until(() -> plinth.reports().size() >= 4);
            List<Long> times = plinth.reports().stream()
                    .map(report -> points(report, "system.uptime").getFirst().getTimeUnixNano() / 1_000_000)
                    .toList();
            assertThat(times).isSorted().doesNotHaveDuplicates();
            // what waited came too, and no more of it than is kept
            assertThat(times.getFirst()).isBetween(taken - 4_500, taken - 900);
            await().atMost(LIMIT)
                    .until(() -> agent.said().stream()
                            .anyMatch(line -> line.matches("[4-9] reports on the host sent, [1-3] dropped")));
        }
    }

    @Test
    void a_report_that_is_never_taken_is_left_out_and_the_next_one_comes() {
        plinth.answersReports(400);
        try (RunningAgent agent = RunningAgent.start(settings("interval: 1s, processes: 0"))) {
            await().atMost(LIMIT)
                    .until(() -> agent.said().stream().anyMatch(line -> line.contains("never takes this report")));
            plinth.answersReports(TestingPlinth.OK);
            await().atMost(LIMIT).until(() -> !plinth.reports().isEmpty());
        }
    }

    @Test
    void logs_go_on_while_no_report_is_taken() throws IOException {
        plinth.answersReports(401);
        Files.writeString(directory.resolve("a.log"), "one\n");
        AgentSettings both =
                RunningAgent.settings(directory, plinth.endpoint(), "  - file: {paths: [a.log]}\n  - host: {}\n");
        try (RunningAgent agent = RunningAgent.start(both)) {
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(plinth.bodies()).containsExactly("one"));
            await().atMost(LIMIT)
                    .until(() -> agent.said().stream()
                            .anyMatch(line -> line.contains("refuses who sends reports on the host")));
        }
    }

    @Test
    void with_once_it_gives_up_when_no_report_is_taken() throws InterruptedException {
        plinth.answersReports(503);
        try (RunningAgent agent = RunningAgent.once(settings(""))) {
            assertThat(agent.failure())
                    .isInstanceOfSatisfying(
                            AgentProblem.class,
                            problem -> assertThat(problem.kind()).isEqualTo(AgentProblem.Kind.TEMPORARY));
        }
        assertThat(plinth.reportRequests()).isGreaterThan(1);
    }
}
