// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.query;

import dev.plinth.core.kernel.access.Access;
import dev.plinth.core.kernel.access.Decision;
import dev.plinth.core.kernel.access.Principal;
import dev.plinth.core.kernel.access.Verb;
import dev.plinth.core.kernel.problem.ErrorCode;
import dev.plinth.core.kernel.problem.ProblemException;
import dev.plinth.core.kernel.resource.ResourceKey;
import dev.plinth.core.telemetry.opensearch.Indices;
import dev.plinth.core.telemetry.opensearch.OpenSearch;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/**
 * Who may read which logs and traces. They are no resources, but roles speak of them as if they were: of kind {@code Logs} or {@code Traces},
 * with the service as the name, in the environment that the service says it runs in.
 */
@Component
class Rights {
    static final String LOGS = "Logs";
    static final String TRACES = "Traces";
    private static final Duration FRESH = Duration.ofSeconds(10);
    private static final int MAX_SERVICES = 1_000;

    private final Access access;
    private final OpenSearch opensearch;
    private final Clock clock;
    private final Map<String, Known> known = new ConcurrentHashMap<>();

    Rights(Access access, OpenSearch opensearch, Clock clock) {
        this.access = access;
        this.opensearch = opensearch;
        this.clock = clock;
    }

    /** A service in an environment; empty when it says none. */
    record Service(String name, String env) {}

    private record Known(Instant at, List<Service> services) {}

    /** @throws ProblemException when the caller may read none at all */
    void requireAny(Principal caller, String kind) {
        Decision decision = access.decideAny(caller, Verb.READ, kind);
        if (!decision.allowed()) {
            throw new ProblemException(ErrorCode.FORBIDDEN, decision.reason());
        }
    }

    boolean mayAny(Principal caller, String kind) {
        return access.decideAny(caller, Verb.READ, kind).allowed();
    }

    boolean isReadable(Principal caller, String kind, String service, String env) {
        return access.decide(caller, Verb.READ, new ResourceKey(kind, env, service))
                .allowed();
    }

    /** What of the kind the caller may read, as a clause; null for all of it. */
    @Nullable
    Map<String, Object> clause(Principal caller, String kind) {
        requireAny(caller, kind);
        // no pattern but one for all matches this name, and none but one for all matches no environment
        if (isReadable(caller, kind, "*", ResourceKey.GLOBAL) && isReadable(caller, kind, "*", "*")) {
            return null;
        }
        Map<String, Set<String>> byEnv = services(kind).stream()
                .filter(service -> isReadable(caller, kind, service.name(), service.env()))
                .collect(Collectors.groupingBy(Service::env, Collectors.mapping(Service::name, Collectors.toSet())));
        if (byEnv.isEmpty()) {
            return Clauses.none();
        }
        List<Map<String, Object>> either = new ArrayList<>();
        byEnv.forEach((env, names) -> {
            Clauses clauses = new Clauses().anyOf("service", names);
            if (env.isEmpty()) {
                clauses.without("env");
            } else {
                clauses.term("env", env);
            }
            either.add(clauses.query());
        });
        return Clauses.either(either);
    }

    private List<Service> services(String kind) {
        Known current = known.get(kind);
        Instant now = clock.instant();
        if (current == null || current.at().plus(FRESH).isBefore(now)) {
            current = new Known(now, read(kind));
            known.put(kind, current);
        }
        return current.services();
    }

    private List<Service> read(String kind) {
        String indices = (kind.equals(LOGS) ? Indices.LOGS : Indices.SPANS) + "*";
        JsonNode answer = opensearch.search(
                indices,
                Map.of(
                        "size",
                        0,
                        "aggs",
                        Map.of(
                                "services",
                                Map.of(
                                        "terms",
                                        Map.of("field", "service", "size", MAX_SERVICES),
                                        "aggs",
                                        Map.of(
                                                "envs",
                                                Map.of(
                                                        "terms",
                                                        Map.of("field", "env", "missing", "", "size", 100)))))));
        List<Service> services = new ArrayList<>();
        answer.at("/aggregations/services/buckets")
                .forEach(service -> service.at("/envs/buckets")
                        .forEach(env -> services.add(new Service(
                                service.path("key").asString(""),
                                env.path("key").asString("")))));
        return services;
    }
}
