// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry;

import dev.plinth.core.kernel.engine.EngineProperties;
import dev.plinth.core.kernel.engine.EngineProperties.Connection;
import dev.plinth.core.kernel.problem.ErrorCode;
import dev.plinth.core.kernel.problem.ProblemException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

/** Whether this room runs: it does when it is switched on and has its engines. */
@Component
@EnableConfigurationProperties({TelemetryProperties.class, MetricProperties.class})
public class TelemetryRoom {
    private final @Nullable Connection kafka;
    private final @Nullable Connection opensearch;
    private final boolean on;

    TelemetryRoom(TelemetryProperties properties, EngineProperties engines) {
        this.kafka = engines.kafka();
        this.opensearch = engines.opensearch();
        this.on = properties.enabled() && kafka != null && opensearch != null;
    }

    public boolean isOn() {
        return on;
    }

    /** @throws ProblemException {@link ErrorCode#ROOM_OFF} with what to do */
    public void require() {
        if (!on) {
            throw new ProblemException(
                    ErrorCode.ROOM_OFF,
                    "The room telemetry does not run here. Start Plinth without --only, or with telemetry among the rooms it"
                            + " names; it needs Kafka and OpenSearch.");
        }
    }

    /** Only while the room is on. */
    public Connection kafka() {
        require();
        return Objects.requireNonNull(kafka);
    }

    /** Only while the room is on. */
    public Connection opensearch() {
        require();
        return Objects.requireNonNull(opensearch);
    }
}
