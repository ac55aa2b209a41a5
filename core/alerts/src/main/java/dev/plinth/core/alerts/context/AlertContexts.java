// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.context;

import dev.plinth.promql.model.Labels;
import java.time.Instant;

/** Finds out what belongs to alerts. */
public interface AlertContexts {
    /**
     * What is known now. Parts that cannot be found out, because an engine is slow or away, are left out; it takes two seconds at most.
     *
     * @param labels of the alert
     * @param until when it ended, or now
     */
    AlertContext about(String env, Labels labels, Instant startedAt, Instant until);
}
