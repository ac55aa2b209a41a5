// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.process;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import dev.plinth.core.telemetry.TelemetryFigures;
import dev.plinth.core.telemetry.TelemetryFigures.Figures;
import io.micrometer.core.instrument.FunctionCounter;
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
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.function.ToLongFunction;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What this core measures of itself: its virtual machine, its connections to PostgreSQL, and what passed through the room. */
final class CoreMeters implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CoreMeters.class);

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collector = new JvmGcMetrics();

    CoreMeters(TelemetryFigures figures, DataSource database) {
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
        count(figures, "accepted", "Log records, spans and samples that Kafka has", Figures::accepted);
        count(figures, "refused", "Requests that were refused", Figures::refused);
        count(figures, "written", "Documents that OpenSearch has taken", Figures::written);
        count(figures, "repeated", "Documents that OpenSearch had already", Figures::repeated);
        count(figures, "dead", "Documents that OpenSearch would not have", Figures::dead);
        count(figures, "lost", "Records that Kafka deleted before they were written", Figures::lost);
        watch(database);
    }

    private void count(TelemetryFigures figures, String name, String help, ToLongFunction<Figures> figure) {
        FunctionCounter.builder("plinth.telemetry." + name, figures, all -> (double) figure.applyAsLong(all.read()))
                .description(help)
                .register(registry);
    }

    private void watch(DataSource database) {
        try {
            if (database.isWrapperFor(HikariDataSource.class)) {
                database.unwrap(HikariDataSource.class)
                        .setMetricsTrackerFactory(new MicrometerMetricsTrackerFactory(registry));
            }
        } catch (SQLException e) {
            LOG.debug("The pool of connections is not measured", e);
        }
    }

    /** In Prometheus' text format 0.0.4. */
    byte[] text() {
        return registry.scrape().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        collector.close();
        registry.close();
    }
}
