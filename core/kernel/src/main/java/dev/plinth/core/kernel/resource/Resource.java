// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.resource;

import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * A resource as the ledger left it at some position.
 *
 * @param spec what was decided, as today's version of its kind writes it; no status, no secret
 * @param specVersion version of the kind that wrote the spec
 * @param revision sequence number of the change that wrote it
 */
public record Resource(
        ResourceKey key,
        SortedMap<String, String> labels,
        JsonNode spec,
        int specVersion,
        long revision,
        Instant updatedAt,
        String updatedBy) {
    public Resource {
        labels = new TreeMap<>(labels);
    }

    public Resource(
            ResourceKey key,
            Map<String, String> labels,
            JsonNode spec,
            int specVersion,
            long revision,
            Instant updatedAt,
            String updatedBy) {
        this(key, new TreeMap<>(labels), spec, specVersion, revision, updatedAt, updatedBy);
    }
}
