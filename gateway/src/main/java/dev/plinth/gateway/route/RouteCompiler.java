// SPDX-License-Identifier: Apache-2.0
package dev.plinth.gateway.route;

import dev.plinth.client.WatchedItem;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * Makes a {@link RouteTable} of what the core has decided. A route that this gateway cannot understand is left out, and told; the
 * others serve on. Instances keep what is known of their health, and routes their counts, from one table to the next.
 */
public final class RouteCompiler {
    private static final int CONNECT_MILLIS = 2_000;
    private static final int RESPONSE_MILLIS = 30_000;
    private static final int IDLE_MILLIS = 60_000;
    private static final long MAX_BODY_BYTES = 10L << 20;
    private static final List<String> IDENTITY_PATHS = List.of(
            "/oauth2", "/sign-in", "/.well-known/openid-configuration", "/.well-known/oauth-authorization-server");

    private final UpstreamGroup core;
    private final Map<String, RouteMeter> meters = new HashMap<>();
    private Map<String, Upstream> known = Map.of();

    /** @param core where the platform's own paths lead */
    public RouteCompiler(Upstream core) {
        this.core = new UpstreamGroup("core", List.of(core));
    }

    /** @param problems what could not be understood, a sentence each */
    public record Compiled(RouteTable table, List<String> problems) {}

    public Compiled compile(Collection<WatchedItem> items) {
        Map<String, Upstream> upstreams = new HashMap<>();
        Map<String, List<Upstream>> byService = new TreeMap<>();
        items.stream()
                .filter(item -> item.kind().equals("Instance") && !item.draining())
                .sorted(Comparator.comparing(WatchedItem::name))
                .forEach(item -> {
                    String host = item.spec().path("host").asString();
                    int port = item.spec().path("port").asInt();
                    String address = host + ":" + port;
                    Upstream upstream = known.getOrDefault(address, new Upstream(host, port));
                    String version = item.spec().path("version").asString("");
                    upstream.setRelease(version.isEmpty() ? null : version);
                    upstreams.put(address, upstream);
                    byService
                            .computeIfAbsent(item.spec().path("service").asString(), name -> new ArrayList<>())
                            .add(upstream);
                });
        Map<String, UpstreamGroup> groups = new HashMap<>();
        byService.forEach((service, all) -> groups.put(service, new UpstreamGroup(service, all)));
        List<Route> withHosts = new ArrayList<>();
        List<Route> others = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (WatchedItem item : items) {
            if (!item.kind().equals("Route")) {
                continue;
            }
            try {
                for (Route route : routes(item, groups, upstreams)) {
                    (route.hosts().isEmpty() ? others : withHosts).add(route);
                }
            } catch (IllegalArgumentException | NullPointerException e) {
                problems.add("Route/%s: %s".formatted(item.name(), e.getMessage()));
            }
        }
        known = upstreams;
        return new Compiled(new RouteTable(withHosts, own(), others), problems);
    }

    private List<Route> routes(WatchedItem item, Map<String, UpstreamGroup> groups, Map<String, Upstream> upstreams) {
        JsonNode spec = item.spec();
        UpstreamGroup group;
        String service = spec.path("service").asString("");
        if (service.isEmpty()) {
            URI url = URI.create(spec.path("url").asString(""));
            String host = Objects.requireNonNull(url.getHost(), "neither service nor url");
            int port = url.getPort() < 0 ? 80 : url.getPort();
            String address = host + ":" + port;
            Upstream upstream = known.getOrDefault(address, new Upstream(host, port));
            upstreams.put(address, upstream);
            group = new UpstreamGroup(address, List.of(upstream));
        } else {
            group = groups.computeIfAbsent(service, name -> new UpstreamGroup(name, List.of()));
        }
        Access access = Access.valueOf(spec.path("access").asString("token").toUpperCase(Locale.ROOT));
        List<Route> routes = new ArrayList<>();
        for (JsonNode path : spec.path("paths")) {
            String prefix = path.asString().equals("/") ? "" : path.asString();
            routes.add(new Route(
                    item.name(),
                    prefix,
                    strings(spec.path("hosts")),
                    strings(spec.path("methods")),
                    group.name(),
                    group,
                    spec.path("stripPrefix").asBoolean(false),
                    access,
                    spec.path("audience").asString(service.isEmpty() ? item.name() : service),
                    spec.path("connectTimeoutMillis").asInt(CONNECT_MILLIS),
                    spec.path("responseTimeoutMillis").asInt(RESPONSE_MILLIS),
                    spec.path("idleTimeoutMillis").asInt(IDLE_MILLIS),
                    spec.path("maxBodyBytes").asLong(MAX_BODY_BYTES),
                    TraceSampling.threshold(spec.path("traceSampling").asDouble(1)),
                    meter(item.name())));
        }
        return routes;
    }

    private List<Route> own() {
        List<Route> own = new ArrayList<>();
        own.add(platform("plinth-api", "/api/v1", Access.PLATFORM));
        own.add(platform("plinth-prometheus", "/prometheus", Access.PLATFORM));
        own.add(platform("plinth-alertmanager", "/alertmanager", Access.PLATFORM));
        own.add(platform("plinth-console", "/console", Access.SESSION));
        own.add(platform("plinth-maven", "/maven", Access.NONE));
        IDENTITY_PATHS.forEach(path -> own.add(platform("plinth-identity", path, Access.NONE)));
        return own;
    }

    /** The core has limits of its own. */
    private Route platform(String name, String prefix, Access access) {
        return new Route(
                name,
                prefix,
                Set.of(),
                Set.of(),
                null,
                core,
                false,
                access,
                "plinth",
                CONNECT_MILLIS,
                120_000,
                IDLE_MILLIS,
                -1,
                null,
                meter(name));
    }

    private RouteMeter meter(String name) {
        return meters.computeIfAbsent(name, each -> new RouteMeter());
    }

    private static Set<String> strings(JsonNode list) {
        Set<String> strings = new LinkedHashSet<>();
        list.forEach(each -> strings.add(each.asString()));
        return strings;
    }
}
