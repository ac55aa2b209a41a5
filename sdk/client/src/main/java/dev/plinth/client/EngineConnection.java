// SPDX-License-Identifier: Apache-2.0
package dev.plinth.client;

import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * How the app reaches something that Plinth gave it in an engine, with an account of the app's own.
 *
 * @param kind {@code Database}, {@code Topic}, {@code Index} or {@code CacheSpace}
 * @param name of the resource
 * @param object what it is called in the engine
 * @param url as the engine's clients write it
 * @param properties what else a client must know; for a topic {@code group}, {@code securityProtocol} and {@code saslMechanism}, for a cache
 *     space {@code prefix}
 */
public record EngineConnection(
        String kind,
        String name,
        String object,
        String url,
        String username,
        String password,
        Map<String, String> properties) {
    private static final JsonMapper JSON = JsonMapper.shared();

    public EngineConnection {
        properties = Map.copyOf(properties);
    }

    /** Without the password, so that it gets into no log. */
    @Override
    public String toString() {
        return kind + "/" + name + " as " + username + " at " + url;
    }

    /** Of those that are ready. */
    static EngineConnection parse(JsonNode node) {
        Map<String, String> properties = new HashMap<>();
        node.path("properties").forEachEntry((key, value) -> properties.put(key, value.asString("")));
        return new EngineConnection(
                node.path("kind").asString(""),
                node.path("name").asString(""),
                node.path("object").asString(""),
                node.path("url").asString(""),
                node.path("username").asString(""),
                node.path("password").asString(""),
                properties);
    }

    ObjectNode toJson() {
        ObjectNode json = JSON.createObjectNode()
                .put("kind", kind)
                .put("name", name)
                .put("object", object)
                .put("url", url)
                .put("username", username)
                .put("password", password);
        ObjectNode more = json.putObject("properties");
        properties.forEach(more::put);
        return json;
    }
}
