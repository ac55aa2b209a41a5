// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.prometheus;

import dev.plinth.core.kernel.access.Access;
import dev.plinth.core.kernel.access.Decision;
import dev.plinth.core.kernel.access.Principal;
import dev.plinth.core.kernel.access.Verb;
import dev.plinth.core.kernel.problem.ErrorCode;
import dev.plinth.core.kernel.problem.ProblemException;
import dev.plinth.core.kernel.resource.ResourceKey;
import dev.plinth.promql.model.Labels;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.springframework.stereotype.Component;

/**
 * Who may read which metrics. They are no resources, but roles speak of them as if they were: of kind {@code Metrics}, with the value of the
 * label {@code job} as the name and that of {@code env} as the environment.
 */
@Component
public class MetricRights {
    static final String METRICS = "Metrics";
    /** The name of what has no job. */
    static final String UNKNOWN = "unknown";

    private final Access access;

    MetricRights(Access access) {
        this.access = access;
    }

    private record Owner(String job, String env) {}

    /**
     * Which series the caller may read, by their labels. Each job is asked about once: use it for one request and no longer.
     *
     * @throws ProblemException when the caller may read none at all
     */
    public Predicate<Labels> readable(Principal caller) {
        Decision any = access.decideAny(caller, Verb.READ, METRICS);
        if (!any.allowed()) {
            throw new ProblemException(ErrorCode.FORBIDDEN, any.reason());
        }
        if (readsAll(caller)) {
            return labels -> true;
        }
        Map<Owner, Boolean> known = new ConcurrentHashMap<>();
        return labels -> known.computeIfAbsent(owner(labels), owner -> isReadable(caller, owner));
    }

    boolean readsAll(Principal caller) {
        // no pattern but one for all matches this name, and none but one for all matches no environment
        return isReadable(caller, new Owner("*", ResourceKey.GLOBAL)) && isReadable(caller, new Owner("*", "*"));
    }

    private static Owner owner(Labels labels) {
        String job = labels.get("job");
        return new Owner(job.isEmpty() ? UNKNOWN : job, labels.get("env"));
    }

    private boolean isReadable(Principal caller, Owner owner) {
        return access.decide(caller, Verb.READ, new ResourceKey(METRICS, owner.env(), owner.job()))
                .allowed();
    }
}
