// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.context;

import dev.plinth.core.alerts.context.AlertContext.Arrival;
import dev.plinth.core.alerts.context.Surroundings.Neighbour;
import dev.plinth.core.kernel.live.LiveItem;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Finds which services came up before an alert, among the instances that are up now. */
@Component
class ArrivalsBefore {
    private static final int MOST = 10;

    private final ServiceCatalog catalog;

    ArrivalsBefore(ServiceCatalog catalog) {
        this.catalog = catalog;
    }

    /** Those of the affected services first, then the nearest in time. */
    List<Arrival> find(Surroundings around, Instant startedAt) {
        Set<String> neighbours =
                around.neighbours().stream().map(Neighbour::name).collect(Collectors.toSet());
        Map<List<String>, Arrival> arrivals = new HashMap<>();
        for (LiveItem instance : catalog.instances(around.env())) {
            String service = catalog.serviceOf(instance);
            boolean direct = around.services().contains(service);
            if (service == null || !(direct || neighbours.contains(service)) || !isThen(instance.since(), startedAt)) {
                continue;
            }
            String version = instance.spec().path("version").asString("");
            arrivals.merge(
                    List.of(service, version),
                    new Arrival(service, version.isEmpty() ? null : version, 1, instance.since(), direct),
                    ArrivalsBefore::together);
        }
        return inOrder(arrivals.values(), startedAt);
    }

    private static boolean isThen(Instant at, Instant startedAt) {
        return !at.isBefore(startedAt.minus(ChangesBefore.BEFORE)) && at.isBefore(startedAt.plus(ChangesBefore.AFTER));
    }

    private static Arrival together(Arrival one, Arrival other) {
        return new Arrival(
                one.service(),
                one.version(),
                one.instances() + other.instances(),
                one.at().isBefore(other.at()) ? one.at() : other.at(),
                one.direct());
    }

    private static List<Arrival> inOrder(Collection<Arrival> arrivals, Instant startedAt) {
        return arrivals.stream()
                .sorted(Comparator.comparing((Arrival each) -> !each.direct())
                        .thenComparing(
                                each -> Duration.between(each.at(), startedAt).abs())
                        .thenComparing(Arrival::service))
                .limit(MOST)
                .toList();
    }
}
