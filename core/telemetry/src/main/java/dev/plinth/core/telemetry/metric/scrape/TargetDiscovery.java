// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.scrape;

import dev.plinth.core.kernel.kind.Kind;
import dev.plinth.core.kernel.live.LiveItem;
import dev.plinth.core.kernel.live.LiveView;
import dev.plinth.core.kernel.resource.Resource;
import dev.plinth.core.kernel.resource.ResourceKey;
import dev.plinth.core.kernel.resource.ResourceView;
import dev.plinth.core.kernel.secret.SecretVault;
import dev.plinth.promql.model.Labels;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/** The targets there are: those that are listed, and the instances of services that are up. */
@Component
class TargetDiscovery {
    private static final String INSTANCE = "Instance";

    private final Kind<ScrapeTargetSpec> kind;
    private final ResourceView resources;
    private final LiveView live;

    TargetDiscovery(Kind<ScrapeTargetSpec> kind, ResourceView resources, LiveView live) {
        this.kind = kind;
        this.resources = resources;
        this.live = live;
    }

    /** Each address of a resource once. */
    Collection<Target> targets() {
        Map<Target.Id, Target> targets = new LinkedHashMap<>();
        for (Resource resource : resources.list(kind.name())) {
            ScrapeTargetSpec spec = kind.read(resource);
            for (Target target : targets(resource.key(), spec)) {
                targets.putIfAbsent(target.id(), target);
            }
        }
        return targets.values();
    }

    private List<Target> targets(ResourceKey key, ScrapeTargetSpec spec) {
        List<Target> found = new ArrayList<>();
        if (spec.targets() != null) {
            spec.targets().forEach(address -> found.add(target(key, spec, address, Map.of())));
        }
        if (spec.service() != null) {
            for (LiveItem item : live.list(INSTANCE)) {
                if (key.env().equals(item.env())
                        && spec.service().equals(item.spec().path("service").asString(""))) {
                    found.add(target(key, spec, address(item), meta(item)));
                }
            }
        }
        return found;
    }

    private static String address(LiveItem item) {
        String host = item.spec().path("host").asString("");
        boolean bare = host.indexOf(':') >= 0 && !host.startsWith("[");
        return (bare ? "[" + host + "]" : host) + ":" + item.spec().path("port").asInt(0);
    }

    private static Map<String, String> meta(LiveItem item) {
        Map<String, String> meta = new HashMap<>();
        meta.put("__meta_plinth_instance", item.name());
        meta.put("__meta_plinth_service", item.spec().path("service").asString(""));
        meta.put("__meta_plinth_version", item.spec().path("version").asString(""));
        return meta;
    }

    private static Target target(ResourceKey key, ScrapeTargetSpec spec, String address, Map<String, String> meta) {
        String app = spec.service() == null ? key.name() : spec.service();
        Map<String, String> labels = new HashMap<>();
        labels.put("job", app);
        labels.putAll(spec.labelsOrNone());
        labels.put("instance", address);
        labels.put("env", key.env());
        Duration interval = Duration.ofSeconds(spec.interval());
        Map<String, String> discovered = new TreeMap<>(meta);
        discovered.putAll(spec.labelsOrNone());
        discovered.put("__address__", address);
        discovered.put("__metrics_path__", spec.pathOrDefault());
        discovered.put("__scheme__", spec.schemeOrDefault());
        discovered.put("__scrape_interval__", seconds(interval));
        discovered.put("__scrape_timeout__", seconds(spec.timeout()));
        discovered.put("job", labels.get("job"));
        discovered.values().removeIf(String::isEmpty);
        return new Target(
                new Target.Id(key, address),
                app,
                URI.create(spec.schemeOrDefault() + "://" + address + spec.pathOrDefault()),
                Labels.copyOf(labels),
                discovered,
                interval,
                spec.timeout(),
                Boolean.TRUE.equals(spec.honorLabels()),
                spec.limits(),
                spec.bearerTokenSecretRef() == null
                        ? null
                        : new ResourceKey(SecretVault.KIND, key.env(), spec.bearerTokenSecretRef()));
    }

    /** As Prometheus writes it: {@code 15s}. */
    static String seconds(Duration duration) {
        long millis = duration.toMillis();
        return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
    }
}
