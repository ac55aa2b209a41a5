// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.graph;

import dev.plinth.core.telemetry.operation.Series.Call;
import dev.plinth.core.telemetry.operation.Series.Party;
import dev.plinth.core.telemetry.operation.SeriesStore;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Who calls whom, by all spans of which counts are kept. */
@Component
public class ServiceCalls {
    private final SeriesStore store;

    ServiceCalls(SeriesStore store) {
        this.store = store;
    }

    /** One service calls another. */
    public record ServiceCall(String from, String to) {}

    /** All calls between services of an environment. What does not say where it is may be there. */
    public Set<ServiceCall> in(String env) {
        return store.known(Call.class).stream()
                .filter(call -> isServiceIn(env, call.from()) && isServiceIn(env, call.to()))
                .map(call -> new ServiceCall(call.from().name(), call.to().name()))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static boolean isServiceIn(String env, Party party) {
        return party.isService() && (party.env().isEmpty() || party.env().equals(env));
    }
}
