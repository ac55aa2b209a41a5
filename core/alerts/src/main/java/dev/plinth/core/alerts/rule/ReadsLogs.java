// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.rule;

import dev.plinth.core.kernel.access.Access;
import dev.plinth.core.kernel.access.AccessGuard;
import dev.plinth.core.kernel.access.Principal;
import dev.plinth.core.kernel.access.Verb;
import dev.plinth.core.kernel.resource.ResourceKey;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Nobody has log records counted that he may not read himself. */
public final class ReadsLogs implements AccessGuard {
    /** As roles speak of them, with the service as the name. */
    private static final String LOGS = "Logs";
    /** No pattern but one for all matches this name. */
    private static final String ALL = "*";

    private final Access access;

    public ReadsLogs(Access access) {
        this.access = access;
    }

    @Override
    public @Nullable String objection(Principal author, ResourceKey key, JsonNode spec) {
        if (!key.kind().equals(AlertRulesSpec.KIND)) {
            return null;
        }
        for (JsonNode rule : spec.path("rules")) {
            if (rule.path("logs").isObject()) {
                for (String service : services(rule.path("logs"))) {
                    if (!access.decide(author, Verb.READ, new ResourceKey(LOGS, key.env(), service))
                            .allowed()) {
                        return "%s would count logs of %s in %s, which %s may not read."
                                .formatted(
                                        key, service.equals(ALL) ? "all services" : service, key.env(), author.name());
                    }
                }
            }
        }
        return null;
    }

    private static List<String> services(JsonNode logs) {
        List<String> named = logs.path("services")
                .valueStream()
                .map(service -> service.asString(""))
                .toList();
        return named.isEmpty() ? List.of(ALL) : named;
    }
}
