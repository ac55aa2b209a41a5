// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.intake;

import dev.plinth.alerting.dispatch.Alert;
import java.util.Collection;

/** Takes in alerts, on any core. What is taken in survives the core; people are told by the one that does so for all. */
public interface AlertIntake {
    /** The annotation by which rules say of which group they are. It is for this program, and shown to nobody. */
    String GROUP = "plinth_group";

    /** Where alerts come from. */
    enum Source {
        /** Rules that are evaluated here. */
        RULE,
        /** Others, by the API of Alertmanager. */
        API,
        /** Signs of life that stay away. */
        DEAD_MAN
    }

    /**
     * Alerts of one environment. Their label {@code env} is that one.
     *
     * @throws dev.plinth.core.kernel.engine.EngineAway when the database does not take them; nothing is taken then
     */
    void accept(String env, Source source, Collection<Alert> alerts);
}
