// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.api;

import dev.plinth.alerting.dispatch.Alert;
import dev.plinth.core.alerts.intake.AlertIntake;
import dev.plinth.core.alerts.intake.AlertIntake.Source;
import dev.plinth.core.telemetry.ingest.AlertPosts;
import java.time.Clock;
import java.util.Collection;
import java.util.function.Consumer;
import org.springframework.stereotype.Component;

/** Takes alerts that are posted, by whoever has a token, or an ingest key. What is taken outlives this core. */
@Component
class AlertReceipt implements AlertPosts {
    private final AlertIntake intake;
    private final AlertmanagerAccess access;
    private final Clock clock;

    AlertReceipt(AlertIntake intake, AlertmanagerAccess access, Clock clock) {
        this.intake = intake;
        this.access = access;
        this.clock = clock;
    }

    /**
     * Takes those that are valid.
     *
     * @param check is asked before, and throws when they may not be posted
     * @throws ApiException when not all are valid, after the others are taken
     */
    void take(String env, byte[] body, Consumer<Collection<Alert>> check) {
        access.requireEnvironment(env);
        PostedAlerts posted = PostedAlerts.read(body, env, clock.instant());
        check.accept(posted.valid());
        intake.accept(env, Source.API, posted.valid());
        if (!posted.refused().isEmpty()) {
            throw ApiException.said(400, posted.reasons());
        }
    }

    @Override
    public Said take(String env, byte[] body) {
        try {
            take(env, body, alerts -> {});
            return Said.OK;
        } catch (ApiException e) {
            return new Said(e.status(), Answers.JSON.writeValueAsBytes(e.body()));
        }
    }
}
