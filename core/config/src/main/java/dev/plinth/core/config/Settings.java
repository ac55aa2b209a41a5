// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.config;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Reads settings into flat keys, as Spring Boot does: {@code server.port}, {@code hosts[0]}. In the order in which they are written.
 */
final class Settings {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private Settings() {}

    /** What is wrong with settings, and where. */
    static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;

        Unreadable(String message) {
            super(message);
        }
    }

    static Map<String, String> read(ConfigSpec spec) throws Unreadable {
        return switch (spec.formatOrDefault()) {
            case PROPERTIES -> properties(spec.content());
            case YAML -> yaml(spec.content());
        };
    }

    private static Map<String, String> properties(String content) throws Unreadable {
        Map<String, String> settings = new LinkedHashMap<>();
        List<String> twice = new ArrayList<>();
        Properties reader = new Properties() {
            private static final long serialVersionUID = 1L;

            @Override
            public synchronized @Nullable Object put(Object key, Object value) {
                if (settings.put((String) key, (String) value) != null) {
                    twice.add((String) key);
                }
                return null;
            }
        };
        try {
            reader.load(new StringReader(content));
        } catch (IOException | IllegalArgumentException e) {
            throw new Unreadable("properties as Java reads them: " + e.getMessage());
        }
        if (!twice.isEmpty()) {
            throw new Unreadable("each key once; twice there: " + String.join(", ", twice));
        }
        return settings;
    }

    private static Map<String, String> yaml(String content) throws Unreadable {
        Map<String, String> settings = new LinkedHashMap<>();
        if (content.isBlank()) {
            return settings;
        }
        JsonNode root;
        try {
            root = YAML.readTree(content);
        } catch (JacksonException e) {
            String where = e.getLocation() == null
                    ? ""
                    : " (line %d, column %d)"
                            .formatted(
                                    e.getLocation().getLineNr(), e.getLocation().getColumnNr());
            throw new Unreadable(
                    "YAML: " + e.getOriginalMessage().lines().findFirst().orElse("") + where);
        }
        if (root.isMissingNode() || root.isNull()) {
            return settings;
        }
        if (!root.isObject()) {
            throw new Unreadable("YAML with keys and values at its top");
        }
        flatten(root, "", settings);
        return settings;
    }

    private static void flatten(JsonNode node, String at, Map<String, String> settings) {
        if (node.isObject() && !node.isEmpty()) {
            node.forEachEntry((key, value) -> flatten(value, at.isEmpty() ? key : at + "." + key, settings));
        } else if (node.isArray() && !node.isEmpty()) {
            for (int i = 0; i < node.size(); i++) {
                flatten(node.get(i), at + "[" + i + "]", settings);
            }
        } else {
            settings.put(at, node.isValueNode() && !node.isNull() ? node.asString() : "");
        }
    }
}
