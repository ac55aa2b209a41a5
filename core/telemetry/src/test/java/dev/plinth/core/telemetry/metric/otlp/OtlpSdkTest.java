// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.plinth.promql.model.Histogram;
import dev.plinth.timeseries.TimeSeries;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.sdk.metrics.Aggregation;
import io.opentelemetry.sdk.metrics.InstrumentSelector;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.View;
import io.opentelemetry.sdk.metrics.export.AggregationTemporalitySelector;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import io.opentelemetry.sdk.resources.Resource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What OpenTelemetry's own SDK and exporter send. */
class OtlpSdkTest {
    private final BlockingQueue<byte[]> bodies = new LinkedBlockingQueue<>();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/metrics", exchange -> {
            bodies.add(exchange.getRequestBody().readAllBytes());
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private Converted sent(AggregationTemporalitySelector temporality) throws InterruptedException, IOException {
        OtlpHttpMetricExporter exporter = OtlpHttpMetricExporter.builder()
                .setEndpoint("http://127.0.0.1:" + server.getAddress().getPort() + "/v1/metrics")
                .setAggregationTemporalitySelector(temporality)
                .build();
        try (SdkMeterProvider provider = SdkMeterProvider.builder()
                .setResource(Resource.create(Attributes.of(
                        AttributeKey.stringKey("service.name"), "shop",
                        AttributeKey.stringKey("deployment.environment.name"), "dev")))
                .registerView(
                        InstrumentSelector.builder().setName("*.size").build(),
                        View.builder()
                                .setAggregation(Aggregation.base2ExponentialBucketHistogram())
                                .build())
                .registerMetricReader(PeriodicMetricReader.create(exporter))
                .build()) {
            var meter = provider.get("io.shop");
            var orders = meter.counterBuilder("orders").setUnit("{order}").build();
            orders.add(3, Attributes.of(AttributeKey.stringKey("order.kind"), "web"));
            meter.histogramBuilder("http.server.request.duration")
                    .setUnit("s")
                    .build()
                    .record(0.3);
            var size = meter.histogramBuilder("http.server.request.size")
                    .setUnit("By")
                    .build();
            size.record(3);
            size.record(100);
            meter.upDownCounterBuilder("pool.used").build().add(-2);
            meter.gaugeBuilder("cpu.utilization").setUnit("1").build().set(0.25);
        }
        byte[] body = Objects.requireNonNull(bodies.poll(20, TimeUnit.SECONDS), "nothing was sent");
        return OtlpMetrics.convert(ExportMetricsServiceRequest.parseFrom(body), "app");
    }

    private static TimeSeries series(Converted converted, String name, String label, String value) {
        return converted.series().stream()
                .filter(each -> each.labels().metricName().equals(name)
                        && each.labels().get(label).equals(value))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " not in " + converted.series()));
    }

    @Test
    void cumulative_metrics_of_the_sdk_are_taken_as_they_are_sent() throws InterruptedException, IOException {
        Converted converted = sent(AggregationTemporalitySelector.alwaysCumulative());
        assertThat(converted.reason()).isNull();
        TimeSeries orders = series(converted, "orders_total", "order_kind", "web");
        assertThat(orders.points().getFirst().value()).isEqualTo(3);
        assertThat(orders.labels().asMap())
                .containsEntry("job", "shop")
                .containsEntry("env", "dev")
                .containsEntry("otel_scope_name", "io.shop");
        assertThat(series(converted, "http_server_request_duration_seconds_bucket", "le", "0")
                        .points()
                        .getFirst()
                        .value())
                .isZero();
        assertThat(series(converted, "http_server_request_duration_seconds_bucket", "le", "5")
                        .points()
                        .getFirst()
                        .value())
                .isEqualTo(1);
        assertThat(series(converted, "pool_used", "job", "shop")
                        .points()
                        .getFirst()
                        .value())
                .isEqualTo(-2);
        assertThat(series(converted, "cpu_utilization_ratio", "job", "shop")
                        .points()
                        .getFirst()
                        .value())
                .isEqualTo(0.25);
        Histogram size = Objects.requireNonNull(series(converted, "http_server_request_size_bytes", "job", "shop")
                .points()
                .getFirst()
                .histogram());
        assertThat(size.count()).isEqualTo(2);
        assertThat(size.sum()).isEqualTo(103);
        assertThat(size.buckets()).hasSize(2);
        assertThat(size.buckets().get(0).lower()).isLessThan(3);
        assertThat(size.buckets().get(0).upper()).isGreaterThanOrEqualTo(3);
        assertThat(size.buckets().get(1).lower()).isLessThan(100);
        assertThat(size.buckets().get(1).upper()).isGreaterThanOrEqualTo(100);
        assertThat(series(converted, "target_info", "job", "shop").labels().get("deployment_environment_name"))
                .isEqualTo("dev");
    }

    @Test
    void delta_of_the_sdk_is_refused_but_what_has_no_temporality_is_taken() throws InterruptedException, IOException {
        Converted converted = sent(AggregationTemporalitySelector.deltaPreferred());
        assertThat(converted.rejected()).isEqualTo(3);
        assertThat(converted.reason()).contains("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE=cumulative");
        assertThat(converted.series())
                .extracting(each -> each.labels().metricName())
                .containsOnly("pool_used", "cpu_utilization_ratio", "target_info");
    }
}
