// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.plinth.agent.Agent;
import dev.plinth.agent.settings.AgentSettingsFile;
import dev.plinth.promql.model.Labels;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the agent tells of its host. */
class AgentHostTest {
    @Test
    void all_of_it_is_series_with_the_names_that_its_page_says(@TempDir Path directory) throws Exception {
        BlockingQueue<ExportMetricsServiceRequest> requests = new LinkedBlockingQueue<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/metrics", exchange -> {
            requests.add(ExportMetricsServiceRequest.parseFrom(new GZIPInputStream(exchange.getRequestBody())));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        try {
            Path settings = Files.writeString(
                    directory.resolve("agent.yaml"),
                    "endpoint: http://127.0.0.1:%d\nstateDirectory: state\nhost: node1\ninputs: [{host: {env: prod}}]\n"
                            .formatted(server.getAddress().getPort()));
            new Agent(AgentSettingsFile.read(settings, Map.of()), true, line -> {}).run();
        } finally {
            server.stop(0);
        }
        ExportMetricsServiceRequest request = Objects.requireNonNull(requests.poll(10, TimeUnit.SECONDS));
        Converted converted = OtlpMetrics.convert(request, "agent");
        assertThat(converted.reason()).isNull();
        assertThat(converted.rejected()).isZero();
        assertThat(converted.series())
                .extracting(each -> each.labels())
                .contains(
                        Labels.of(
                                "__name__",
                                "system_cpu_time_seconds_total",
                                "cpu_mode",
                                "user",
                                "job",
                                "host",
                                "instance",
                                "node1",
                                "env",
                                "prod"),
                        Labels.of(
                                "__name__", "system_uptime_seconds", "job", "host", "instance", "node1", "env", "prod"),
                        Labels.of(
                                "__name__",
                                "system_memory_usage_bytes",
                                "system_memory_state",
                                "used",
                                "job",
                                "host",
                                "instance",
                                "node1",
                                "env",
                                "prod"));
        assertThat(converted.series())
                .extracting(each -> each.labels().metricName())
                .contains(
                        "system_cpu_load_average_1m",
                        "system_filesystem_usage_bytes",
                        "system_network_io_bytes_total",
                        "system_disk_io_time_seconds_total",
                        "process_memory_usage_bytes");
    }
}
