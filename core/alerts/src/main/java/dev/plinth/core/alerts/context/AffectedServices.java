// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.context;

import dev.plinth.core.telemetry.graph.ServiceCalls.ServiceCall;
import dev.plinth.promql.model.Labels;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Reads in the labels of an alert which services it is about. */
@Component
class AffectedServices {
    /** Whoever writes these means a service. */
    private static final List<String> SAID = List.of("service", "service_name", "app");

    /** These may as well be something else, so only what is known to be a service counts. */
    private static final List<String> PERHAPS = List.of("server", "callee", "job", "client");

    static final String TRANSACTION = "transaction";
    private static final String ROUTE = "route";
    private static final int MOST = 10;

    private final ServiceCatalog catalog;

    AffectedServices(ServiceCatalog catalog) {
        this.catalog = catalog;
    }

    /** The most plainly named first. */
    List<String> of(String env, Labels labels, Collection<ServiceCall> calls) {
        Set<String> services = new LinkedHashSet<>();
        SAID.forEach(label -> services.add(labels.get(label)));
        services.add(orEmpty(catalog.ofTransaction(env, labels.get(TRANSACTION))));
        services.add(orEmpty(catalog.ofRoute(env, labels.get(ROUTE))));
        for (String label : PERHAPS) {
            for (String name : names(labels.get(label))) {
                if (isService(env, name, calls)) {
                    services.add(name);
                }
            }
        }
        services.remove("");
        return services.stream().limit(MOST).toList();
    }

    /** A job may be written with its namespace, as shop/orders. */
    private static List<String> names(String value) {
        List<String> names = new ArrayList<>(List.of(value));
        int slash = value.lastIndexOf('/');
        if (slash >= 0) {
            names.add(value.substring(slash + 1));
        }
        return names;
    }

    private boolean isService(String env, String name, Collection<ServiceCall> calls) {
        return !name.isEmpty()
                && (catalog.isKnown(env, name)
                        || calls.stream()
                                .anyMatch(call ->
                                        call.from().equals(name) || call.to().equals(name)));
    }

    private static String orEmpty(@Nullable String name) {
        return name == null ? "" : name;
    }
}
