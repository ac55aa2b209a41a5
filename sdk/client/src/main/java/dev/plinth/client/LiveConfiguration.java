// SPDX-License-Identifier: Apache-2.0
package dev.plinth.client;

import java.lang.System.Logger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The settings of an app in its environment, as flat keys, as they are now. While Plinth is away they stay as they were. */
public final class LiveConfiguration {
    private static final Logger LOG = System.getLogger(LiveConfiguration.class.getName());
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Snapshot snapshot;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private volatile @Nullable State state;

    /**
     * Settings at one moment.
     *
     * @param revision the change of Plinth's ledger that made them so; 0 when nothing is decided
     */
    public record State(long revision, Map<String, String> properties) {
        public State {
            properties = Map.copyOf(properties);
        }
    }

    /** Told of every change, by one thread and in order. */
    @FunctionalInterface
    public interface Listener {
        void changed(State before, State now);
    }

    LiveConfiguration(Snapshot snapshot) {
        this.snapshot = snapshot;
        JsonNode known = snapshot.read();
        if (known != null) {
            this.state = parse(known);
        }
    }

    static State parse(JsonNode node) {
        Map<String, String> properties = new LinkedHashMap<>();
        node.path("properties").forEachEntry((key, value) -> properties.put(key, value.asString("")));
        return new State(node.path("revision").asLong(0), properties);
    }

    /** Whether Plinth has told them, now or to an earlier run whose snapshot is there. */
    public boolean isKnown() {
        return state != null;
    }

    public State state() {
        State known = state;
        return known == null ? new State(0, Map.of()) : known;
    }

    public void onChange(Listener listener) {
        listeners.add(listener);
    }

    void set(State now) {
        State before = state();
        boolean known = isKnown();
        if (known && before.equals(now)) {
            return;
        }
        state = now;
        ObjectNode json = JSON.createObjectNode().put("revision", now.revision());
        ObjectNode properties = json.putObject("properties");
        now.properties().forEach(properties::put);
        snapshot.offer(json);
        if (before.properties().equals(now.properties())) {
            return;
        }
        for (Listener listener : listeners) {
            try {
                listener.changed(before, now);
            } catch (RuntimeException e) {
                LOG.log(Logger.Level.ERROR, "Somebody could not take the new settings", e);
            }
        }
    }
}
