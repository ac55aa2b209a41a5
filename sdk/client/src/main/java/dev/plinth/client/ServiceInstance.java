// SPDX-License-Identifier: Apache-2.0
package dev.plinth.client;

import tools.jackson.databind.JsonNode;

/**
 * A running copy of a service.
 *
 * @param version what is deployed; empty when it does not say
 */
public record ServiceInstance(String name, String service, String host, int port, String version) {
    static ServiceInstance of(WatchedItem item) {
        JsonNode spec = item.spec();
        return new ServiceInstance(
                item.name(),
                spec.path("service").asString(""),
                spec.path("host").asString(""),
                spec.path("port").asInt(0),
                spec.path("version").asString(""));
    }

    /** As in a URL, {@code 10.0.0.7:8081}. */
    public String address() {
        return (host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host) + ":" + port;
    }
}
