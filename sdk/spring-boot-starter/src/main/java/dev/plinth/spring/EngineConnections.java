// SPDX-License-Identifier: Apache-2.0
package dev.plinth.spring;

import dev.plinth.client.EngineConnection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.MapPropertySource;

/**
 * What the application was given in engines, and as properties what of it is no secret: {@code plinth.topics.NAME}, {@code plinth.indexes.NAME} and
 * {@code plinth.caches.NAME} are the names in the engines, {@code plinth.databases.NAME} is a URL.
 */
final class EngineConnections extends MapPropertySource {
    static final String NAME = "plinthConnections";
    /** Below it, whether there is one of a kind: for conditions. */
    static final String GIVEN = "plinth.given.";

    private final List<EngineConnection> all;

    EngineConnections(List<EngineConnection> all) {
        super(NAME, properties(all));
        this.all = List.copyOf(all);
    }

    private static Map<String, Object> properties(List<EngineConnection> all) {
        Map<String, Object> properties = new LinkedHashMap<>();
        for (EngineConnection each : all) {
            properties.put(GIVEN + each.kind().toLowerCase(Locale.ROOT), "true");
            switch (each.kind()) {
                case "Database" -> properties.put("plinth.databases." + each.name(), each.url());
                case "Topic" -> {
                    properties.put("plinth.topics." + each.name(), each.object());
                    String group = each.properties().get("group");
                    if (group != null) {
                        properties.put("spring.kafka.consumer.group-id", group);
                    }
                }
                case "Index" -> properties.put("plinth.indexes." + each.name(), each.object());
                case "CacheSpace" -> {
                    properties.put("plinth.caches." + each.name(), each.object());
                    properties.putIfAbsent("spring.cache.redis.key-prefix", each.object());
                }
                default -> {
                    // a kind of a newer Plinth
                }
            }
        }
        return properties;
    }

    List<EngineConnection> of(String kind) {
        return all.stream().filter(each -> each.kind().equals(kind)).toList();
    }

    /**
     * The one of its kind, or the one that is named.
     *
     * @throws PlinthSettingsException when there are several and none is named, or none of that name
     */
    EngineConnection one(String kind, @Nullable String name, String setting) {
        List<EngineConnection> candidates = of(kind);
        List<EngineConnection> chosen = candidates.stream()
                .filter(each -> name == null || each.name().equals(name))
                .toList();
        if (chosen.size() == 1) {
            return chosen.getFirst();
        }
        List<String> names = new ArrayList<>();
        candidates.forEach(each -> names.add(each.name()));
        throw new PlinthSettingsException(List.of("%s: %s (expected: one of %s)"
                .formatted(setting, name == null ? "nothing" : name, String.join(", ", names))));
    }
}
