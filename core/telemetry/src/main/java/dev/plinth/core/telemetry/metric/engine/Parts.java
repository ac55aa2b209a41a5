// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.engine;

import dev.plinth.core.kernel.engine.EngineAway;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The parts of a round: one that is refused is left out, and the log says so once. */
final class Parts {
    private static final Logger LOG = LoggerFactory.getLogger(Parts.class);

    private final String engine;
    private final Set<String> refused = new HashSet<>();
    private int answered;
    private @Nullable RefusedException last;

    /** One of them. */
    interface Part {
        /** @throws RefusedException when the account may not see it */
        void read() throws InterruptedException;
    }

    Parts(String engine) {
        this.engine = engine;
    }

    void begin() {
        answered = 0;
        last = null;
    }

    void read(String name, Part part) throws InterruptedException {
        try {
            part.read();
            answered++;
            refused.remove(name);
        } catch (RefusedException e) {
            last = e;
            if (refused.add(name)) {
                LOG.warn("The metrics of {} are without {}: {}", engine, name, e.getMessage());
            }
        }
    }

    /** @throws EngineAway when all were refused */
    void end() {
        RefusedException reason = last;
        if (answered == 0 && reason != null) {
            throw new EngineAway(String.valueOf(reason.getMessage()), reason);
        }
    }
}
