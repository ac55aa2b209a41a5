// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.rule;

import dev.plinth.alerting.dispatch.Alert;
import dev.plinth.core.alerts.intake.AlertIntake;
import dev.plinth.core.kernel.engine.EngineAway;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Primary;
import org.springframework.stereotype.Component;

/** Keeps what is told in memory, for tests that ask for it. */
@Component
@Primary
@ConditionalOnProperty(RecordedIntake.PROPERTY)
class RecordedIntake implements AlertIntake {
    static final String PROPERTY = "plinth.test.recorded-intake";

    private final List<Alert> told = new CopyOnWriteArrayList<>();
    private volatile boolean away;

    @Override
    public void accept(String env, Source source, Collection<Alert> alerts) {
        if (away) {
            throw new EngineAway("the database is away, for this test", null);
        }
        for (Alert alert : alerts) {
            if (source != Source.RULE || !alert.labels().get("env").equals(env)) {
                throw new IllegalArgumentException(alert + " of " + source + " in " + env);
            }
        }
        told.addAll(alerts);
    }

    void away(boolean now) {
        away = now;
    }

    /** All that was told of alerts of that name, the oldest first. */
    List<Alert> of(String name) {
        return told.stream().filter(alert -> alert.name().equals(name)).toList();
    }
}
