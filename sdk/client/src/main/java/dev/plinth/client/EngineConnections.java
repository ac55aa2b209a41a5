// SPDX-License-Identifier: Apache-2.0
package dev.plinth.client;

import java.lang.System.Logger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Asks for the connections to engines, and keeps the last answer, so that an app can start while Plinth is away. */
final class EngineConnections {
    private static final Logger LOG = System.getLogger(EngineConnections.class.getName());
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final long AGAIN_MILLIS = 250;
    /** How long Plinth itself is waited for; what it is making is waited for longer. */
    private static final Duration AWAY = Duration.ofSeconds(3);

    private final Supplier<JsonNode> plinth;
    private final Snapshot snapshot;

    /** @param plinth what Plinth answers; throws {@link PlinthException} */
    EngineConnections(Supplier<JsonNode> plinth, Snapshot snapshot) {
        this.plinth = plinth;
        this.snapshot = snapshot;
    }

    /**
     * Waits until all are ready. When they are not in time, those of an earlier run are good too.
     *
     * @throws PlinthException.Unavailable when there is no such answer, with the reason
     * @throws PlinthException.Refused when the app may not know them
     */
    List<EngineConnection> get(Duration atMost) {
        List<EngineConnection> known = known();
        long begin = System.nanoTime();
        while (true) {
            String problem;
            Duration limit = atMost;
            try {
                JsonNode answer = plinth.get();
                problem = problems(answer);
                if (problem == null) {
                    List<EngineConnection> connections = parse(answer.path("items"));
                    keep(connections);
                    return connections;
                }
            } catch (PlinthException.Unavailable e) {
                problem = e.getMessage();
                limit = atMost.compareTo(AWAY) < 0 ? atMost : AWAY;
            }
            if (System.nanoTime() - begin > limit.toNanos()) {
                if (known != null) {
                    LOG.log(Logger.Level.WARNING, "Connections are those of an earlier run: {0}", problem);
                    return known;
                }
                throw new PlinthException.Unavailable("Connections to engines: " + problem);
            }
            pause();
        }
    }

    private static @Nullable String problems(JsonNode answer) {
        List<String> problems = new ArrayList<>();
        for (JsonNode item : answer.path("items")) {
            if (!item.path("ready").asBoolean(false)) {
                problems.add("%s/%s: %s"
                        .formatted(
                                item.path("kind").asString(""),
                                item.path("name").asString(""),
                                item.path("problem").asString("")));
            }
        }
        return problems.isEmpty() ? null : String.join("; ", problems);
    }

    private static List<EngineConnection> parse(JsonNode items) {
        List<EngineConnection> connections = new ArrayList<>();
        items.forEach(item -> connections.add(EngineConnection.parse(item)));
        return List.copyOf(connections);
    }

    private @Nullable List<EngineConnection> known() {
        JsonNode kept = snapshot.read();
        return kept == null ? null : parse(kept.path("items"));
    }

    private void keep(List<EngineConnection> connections) {
        ObjectNode json = JSON.createObjectNode();
        ArrayNode items = json.putArray("items");
        connections.forEach(each -> items.add(each.toJson()));
        snapshot.offer(json);
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(AGAIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlinthException.Unavailable("interrupted", e);
        }
    }
}
