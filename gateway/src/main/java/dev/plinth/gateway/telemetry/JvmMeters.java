// SPDX-License-Identifier: Apache-2.0
package dev.plinth.gateway.telemetry;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmInfoMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What this virtual machine measures of itself. It begins when it is first asked, so that the gateway serves soon. */
public final class JvmMeters implements AutoCloseable {
    private @Nullable Open open;

    private record Open(PrometheusMeterRegistry registry, JvmGcMetrics collector) {}

    /** In Prometheus' text format 0.0.4. */
    public synchronized String text() {
        Open existing = open;
        if (existing == null) {
            existing = begin();
            open = existing;
        }
        return existing.registry().scrape();
    }

    private static Open begin() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        JvmGcMetrics collector = new JvmGcMetrics();
        for (MeterBinder each : List.of(
                collector,
                new JvmInfoMetrics(),
                new JvmMemoryMetrics(),
                new JvmThreadMetrics(),
                new ClassLoaderMetrics(),
                new ProcessorMetrics(),
                new UptimeMetrics(),
                new FileDescriptorMetrics())) {
            each.bindTo(registry);
        }
        return new Open(registry, collector);
    }

    @Override
    public synchronized void close() {
        Open existing = open;
        if (existing != null) {
            open = null;
            existing.collector().close();
            existing.registry().close();
        }
    }
}
