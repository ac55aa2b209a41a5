// SPDX-License-Identifier: Apache-2.0
package dev.plinth.client;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A resource or a live item, as a watch tells of it.
 *
 * @param env empty for what belongs to no environment
 * @param spec missing when it was deleted
 * @param draining for live items: finishes what it has begun and wants nothing new
 * @param owner for live items: who registered it; empty otherwise
 * @param revision of a resource: the change of the ledger that made it so
 */
public record WatchedItem(
        String kind, String env, String name, JsonNode spec, boolean draining, String owner, long revision) {
    private static final JsonMapper JSON = JsonMapper.shared();

    /** Names it among all. */
    public record Key(String kind, String env, String name) {}

    static WatchedItem parse(String json) {
        return of(JSON.readTree(json));
    }

    /** From the form that {@link #toJson} gives, or the API. */
    public static WatchedItem of(JsonNode node) {
        return new WatchedItem(
                node.path("kind").asString(),
                node.path("env").asString(""),
                node.path("name").asString(),
                node.path("spec"),
                "draining".equals(node.path("state").asString("")),
                node.path("owner").asString(""),
                node.path("revision").asLong(0));
    }

    public Key key() {
        return new Key(kind, env, name);
    }

    public JsonNode toJson() {
        ObjectNode node = JSON.createObjectNode()
                .put("kind", kind)
                .put("env", env)
                .put("name", name)
                .put("owner", owner)
                .put("revision", revision);
        node.set("spec", spec);
        return draining ? node.put("state", "draining") : node;
    }
}
