// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.inbox;

import dev.plinth.core.alerts.history.AlertReader;
import dev.plinth.core.alerts.history.AlertRecord;
import dev.plinth.core.kernel.access.Access;
import dev.plinth.core.kernel.access.Decision;
import dev.plinth.core.kernel.access.Principal;
import dev.plinth.core.kernel.access.Verb;
import dev.plinth.core.kernel.problem.ErrorCode;
import dev.plinth.core.kernel.problem.ProblemException;
import dev.plinth.core.kernel.resource.ResourceKey;
import dev.plinth.core.telemetry.TelemetryRoom;
import org.springframework.stereotype.Component;

/**
 * Who may see alerts, and who may take care of them. They are no resources, but roles speak of them as if they were: of kind {@code Alerts}, with the alert's name, in
 * its environment.
 */
@Component
class AlertRights {

    private final TelemetryRoom room;
    private final Access access;
    private final AlertReader reader;

    AlertRights(TelemetryRoom room, Access access, AlertReader reader) {
        this.room = room;
        this.access = access;
        this.reader = reader;
    }

    /** @throws ProblemException when there are none, or the caller may see none at all */
    void requireAny(Principal caller) {
        room.require();
        Decision decision = access.decideAny(caller, Verb.READ, AlertRecord.KIND);
        if (!decision.allowed()) {
            throw new ProblemException(ErrorCode.FORBIDDEN, decision.reason());
        }
    }

    boolean maySee(Principal caller, String env, String name) {
        return access.decide(caller, Verb.READ, new ResourceKey(AlertRecord.KIND, env, name))
                .allowed();
    }

    boolean mayHandle(Principal caller, String env, String name) {
        return access.decide(caller, Verb.WRITE, new ResourceKey(AlertRecord.KIND, env, name))
                .allowed();
    }

    /** @throws ProblemException when there is no such alert, or the caller may not see it */
    AlertRecord see(Principal caller, String id) {
        requireAny(caller);
        AlertRecord alert = find(id);
        access.require(caller, Verb.READ, new ResourceKey(AlertRecord.KIND, alert.env(), alert.name()));
        return alert;
    }

    /** @throws ProblemException when there is no such alert, or the caller may not take care of it */
    AlertRecord handle(Principal caller, String id) {
        AlertRecord alert = see(caller, id);
        access.require(caller, Verb.WRITE, new ResourceKey(AlertRecord.KIND, alert.env(), alert.name()));
        return alert;
    }

    private AlertRecord find(String id) {
        try {
            return reader.find(Long.parseLong(id)).orElseThrow(() -> unknown(id));
        } catch (NumberFormatException e) {
            throw unknown(id);
        }
    }

    private static ProblemException unknown(String id) {
        return new ProblemException(ErrorCode.NOT_FOUND, "There is no alert " + id + ".");
    }
}
