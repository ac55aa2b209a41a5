// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.rule;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.springframework.stereotype.Component;

/** How often groups were evaluated here and what it took, as meters. */
@Component
class Evaluations implements MeterBinder {
    private final LongAdder groups = new LongAdder();
    private final LongAdder nanos = new LongAdder();
    private final LongAdder failures = new LongAdder();

    /** @param failed how many of its rules */
    void add(long took, long failed) {
        groups.increment();
        nanos.add(took);
        failures.add(failed);
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        FunctionTimer.builder(
                        "plinth.alerts.evaluation",
                        this,
                        all -> all.groups.sum(),
                        all -> (double) all.nanos.sum(),
                        TimeUnit.NANOSECONDS)
                .description("Evaluations of groups of alert rules")
                .register(registry);
        FunctionCounter.builder("plinth.alerts.failures", this, all -> (double) all.failures.sum())
                .description("Evaluations of alert rules that failed")
                .register(registry);
    }
}
