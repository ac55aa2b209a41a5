// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.process;

import dev.plinth.core.telemetry.TelemetryFigures;
import dev.plinth.core.telemetry.TelemetryFigures.Figures;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.ToLongFunction;
import org.springframework.stereotype.Component;

/** What passed through the room, as meters. */
@Component
class PassedMeters implements MeterBinder {
    private final TelemetryFigures figures;

    PassedMeters(TelemetryFigures figures) {
        this.figures = figures;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        count(registry, "accepted", "Log records, spans and samples that Kafka has", Figures::accepted);
        count(registry, "refused", "Requests that were refused", Figures::refused);
        count(registry, "written", "Documents that OpenSearch has taken", Figures::written);
        count(registry, "repeated", "Documents that OpenSearch had already", Figures::repeated);
        count(registry, "dead", "Documents that OpenSearch would not have", Figures::dead);
        count(registry, "lost", "Records that Kafka deleted before they were written", Figures::lost);
    }

    private void count(MeterRegistry registry, String name, String help, ToLongFunction<Figures> figure) {
        FunctionCounter.builder("plinth.telemetry." + name, figures, all -> (double) figure.applyAsLong(all.read()))
                .description(help)
                .register(registry);
    }
}
