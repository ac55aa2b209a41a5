// SPDX-License-Identifier: Apache-2.0
package dev.plinth.agent.settings;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Where in a YAML document each setting stands: {@code inputs[0].file.paths}. */
final class Positions {
    private final Map<String, String> places = new HashMap<>();

    private Positions() {}

    static Positions of(YAMLMapper yaml, String text) {
        Positions positions = new Positions();
        try (JsonParser parser = yaml.createParser(text)) {
            positions.walk(parser);
        }
        return positions;
    }

    /** Of an open mapping or list: its path, and how many items it had; -1 for a mapping. */
    private static final class Level {
        final String path;
        int items;

        Level(String path, int items) {
            this.path = path;
            this.items = items;
        }
    }

    private void walk(JsonParser parser) {
        Deque<Level> open = new ArrayDeque<>();
        String here = "";
        for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
            if (token == JsonToken.PROPERTY_NAME) {
                String parent = open.isEmpty() ? "" : open.element().path;
                here = parent.isEmpty() ? parser.currentName() : parent + "." + parser.currentName();
                mark(here, parser);
                continue;
            }
            if (token == JsonToken.END_OBJECT || token == JsonToken.END_ARRAY) {
                open.pop();
                continue;
            }
            Level list = open.peek();
            if (list != null && list.items >= 0) {
                here = list.path + "[" + list.items++ + "]";
                mark(here, parser);
            }
            if (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) {
                open.push(new Level(here, token == JsonToken.START_ARRAY ? 0 : -1));
            }
        }
    }

    private void mark(String path, JsonParser parser) {
        var location = parser.currentTokenLocation();
        places.putIfAbsent(path, "line %d, column %d".formatted(location.getLineNr(), location.getColumnNr()));
    }

    /** The place of the setting, or that of what it would stand in; empty when nothing of it is there. */
    String of(String path) {
        String at = path;
        while (!at.isEmpty()) {
            String place = places.get(at);
            if (place != null) {
                return place;
            }
            at = at.substring(0, Math.max(0, Math.max(at.lastIndexOf('.'), at.lastIndexOf('['))));
        }
        return "";
    }
}
