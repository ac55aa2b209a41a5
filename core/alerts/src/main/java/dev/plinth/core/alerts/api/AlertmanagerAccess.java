// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.api;

import dev.plinth.alerting.dispatch.Alert;
import dev.plinth.core.alerts.history.AlertRecord;
import dev.plinth.core.alerts.routing.SilenceSpec;
import dev.plinth.core.kernel.access.Access;
import dev.plinth.core.kernel.access.Decision;
import dev.plinth.core.kernel.access.Principal;
import dev.plinth.core.kernel.access.Verb;
import dev.plinth.core.kernel.problem.ErrorCode;
import dev.plinth.core.kernel.problem.ProblemException;
import dev.plinth.core.kernel.resource.ResourceKey;
import dev.plinth.core.kernel.resource.ResourceView;
import dev.plinth.core.telemetry.TelemetryRoom;
import dev.plinth.promql.model.Labels;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.springframework.stereotype.Component;

/**
 * Who may see and post which alerts. They are no resources, but roles speak of them as if they were: of kind {@code Alerts}, with the alert's name, in
 * its environment.
 */
@Component
class AlertmanagerAccess {
    private static final String ENVIRONMENT = "Environment";

    private final Access access;
    private final ResourceView resources;
    private final TelemetryRoom room;

    AlertmanagerAccess(Access access, ResourceView resources, TelemetryRoom room) {
        this.access = access;
        this.resources = resources;
        this.room = room;
    }

    /**
     * Refuses what is not there.
     *
     * @throws ProblemException when nobody would be told of alerts here
     */
    void requireEnvironment(String env) {
        room.require();
        if (resources.find(ResourceKey.global(ENVIRONMENT, env)) == null) {
            throw ApiException.said(404, "There is no environment " + env + ".");
        }
    }

    /** @throws ProblemException when the caller may do that with no alert at all */
    void requireAny(Principal caller, Verb verb) {
        requireAny(caller, verb, AlertRecord.KIND);
    }

    /** @throws ProblemException when the caller may silence nothing at all */
    void requireSilencing(Principal caller) {
        requireAny(caller, Verb.WRITE, SilenceSpec.KIND);
    }

    private void requireAny(Principal caller, Verb verb, String kind) {
        Decision any = access.decideAny(caller, verb, kind);
        if (!any.allowed()) {
            throw new ProblemException(ErrorCode.FORBIDDEN, any.reason());
        }
    }

    /** Which alerts the caller may see. Each name is asked about once: use it for one request and no longer. */
    Predicate<Labels> seen(Principal caller, String env) {
        requireAny(caller, Verb.READ);
        Map<String, Boolean> known = new HashMap<>();
        return labels ->
                known.computeIfAbsent(name(labels), name -> may(caller, new ResourceKey(AlertRecord.KIND, env, name)));
    }

    /** @throws ProblemException when there is one among them that the caller may not post */
    void requirePosting(Principal caller, String env, Collection<Alert> alerts) {
        alerts.stream()
                .map(alert -> name(alert.labels()))
                .distinct()
                .forEach(name -> access.require(caller, Verb.WRITE, new ResourceKey(AlertRecord.KIND, env, name)));
    }

    /** Which silences the caller may see, by their names. */
    Predicate<String> seenSilences(Principal caller, String env) {
        requireAny(caller, Verb.READ, SilenceSpec.KIND);
        return name -> may(caller, new ResourceKey(SilenceSpec.KIND, env, name));
    }

    /** Whether the caller may read all of these. */
    boolean maySeeAll(Principal caller, Collection<ResourceKey> keys) {
        return keys.stream().allMatch(key -> may(caller, key));
    }

    private boolean may(Principal caller, ResourceKey key) {
        return access.decide(caller, Verb.READ, key).allowed();
    }

    private static String name(Labels labels) {
        return labels.get("alertname");
    }
}
