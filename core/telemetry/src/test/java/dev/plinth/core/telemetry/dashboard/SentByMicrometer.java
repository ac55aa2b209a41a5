// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.dashboard;

import dev.plinth.core.telemetry.metric.otlp.OtlpMetrics;
import dev.plinth.promql.model.Labels;
import dev.plinth.timeseries.TimeSeries;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.registry.otlp.OtlpConfig;
import io.micrometer.registry.otlp.OtlpMeterRegistry;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The series that a service with Micrometer and OTLP gets here, as a service of Spring Boot has them. */
final class SentByMicrometer {
    private SentByMicrometer() {}

    static List<Labels> series() throws Exception {
        List<byte[]> sent = new ArrayList<>();
        OtlpMeterRegistry registry = OtlpMeterRegistry.builder(new OtlpConfig() {
                    @Override
                    public @Nullable String get(String key) {
                        return null;
                    }

                    @Override
                    public Duration step() {
                        return Duration.ofHours(1);
                    }
                })
                .clock(Clock.SYSTEM)
                .metricsSender(request -> sent.add(request.getMetricsData()))
                .build();
        try (JvmGcMetrics collector = new JvmGcMetrics()) {
            for (MeterBinder each : List.of(
                    collector,
                    new JvmMemoryMetrics(),
                    new JvmThreadMetrics(),
                    new ClassLoaderMetrics(),
                    new ProcessorMetrics(),
                    new UptimeMetrics(),
                    new FileDescriptorMetrics())) {
                each.bindTo(registry);
            }
            Timer.builder("http.server.requests")
                    .tags(Tags.of(
                            "method",
                            "GET",
                            "uri",
                            "/orders/{id}",
                            "status",
                            "200",
                            "outcome",
                            "SUCCESS",
                            "exception",
                            "none"))
                    .publishPercentileHistogram()
                    .register(registry)
                    .record(Duration.ofMillis(120));
            registry.timer(
                            "jvm.gc.pause",
                            "action",
                            "end of minor GC",
                            "cause",
                            "G1 Evacuation Pause",
                            "gc",
                            "G1 Young Generation")
                    .record(Duration.ofMillis(4));
            registry.close();
        }
        return OtlpMetrics.convert(ExportMetricsServiceRequest.parseFrom(sent.getFirst()), "shop").series().stream()
                .map(TimeSeries::labels)
                .toList();
    }
}
