// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.duty;

import dev.plinth.core.telemetry.metric.MetricSink;

/** What one core does for all while it serves. {@link Duties} calls it. */
public interface DutyWork {
    /**
     * Begins, once.
     *
     * @param sink where samples go
     * @param duty says whether it is this core that does it
     */
    void begin(MetricSink sink, Duty duty);

    /** Follows what has changed. It is called about once a second, and must not take long. */
    void reconcile();

    /** Ends, after it has begun; another core goes on. */
    void end();
}
