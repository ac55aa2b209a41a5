// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.context;

import dev.plinth.core.kernel.live.LiveItem;
import dev.plinth.core.kernel.live.LiveView;
import dev.plinth.core.kernel.resource.Resource;
import dev.plinth.core.kernel.resource.ResourceKey;
import dev.plinth.core.kernel.resource.ResourceView;
import dev.plinth.core.telemetry.business.TransactionSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** What is declared and what is up of services, in memory: it costs no query. */
@Component
class ServiceCatalog {
    private static final String APP = "App";
    private static final String CONFIG = "Config";
    private static final String INSTANCE = "Instance";
    private static final String ROUTE = "Route";
    private static final String SERVICE = "service";

    private final ResourceView resources;
    private final LiveView live;

    ServiceCatalog(ResourceView resources, LiveView live) {
        this.resources = resources;
        this.live = live;
    }

    /** Whether there is a service of that name, as far as anybody says so. */
    boolean isKnown(String env, String name) {
        return resources.find(ResourceKey.global(APP, name)) != null
                || resources.find(new ResourceKey(CONFIG, env, name)) != null
                || instances(env).stream().anyMatch(each -> name.equals(serviceOf(each)));
    }

    /** Live items of kind Instance. */
    List<LiveItem> instances(String env) {
        return live.list(INSTANCE).stream()
                .filter(each -> each.key().env().equals(env))
                .toList();
    }

    /** Null when it does not say. */
    @Nullable
    String serviceOf(LiveItem instance) {
        return text(instance.spec(), SERVICE);
    }

    /** The service that a route leads to; null when there is no such route, or it leads to something else. */
    @Nullable
    String ofRoute(String env, String route) {
        Resource resource = resources.find(new ResourceKey(ROUTE, env, route));
        return resource == null ? null : text(resource.spec(), SERVICE);
    }

    /** The service that answers the requests or tells the events that are a transaction; null when nothing says which. */
    @Nullable
    String ofTransaction(String env, String transaction) {
        Resource resource = resources.find(new ResourceKey(TransactionSpec.KIND, env, transaction));
        if (resource == null) {
            return null;
        }
        String route = text(resource.spec().path("route"), "name");
        return route == null ? text(resource.spec().path("event"), SERVICE) : ofRoute(env, route);
    }

    private static @Nullable String text(JsonNode spec, String field) {
        String text = spec.path(field).asString("");
        return text.isEmpty() ? null : text;
    }
}
