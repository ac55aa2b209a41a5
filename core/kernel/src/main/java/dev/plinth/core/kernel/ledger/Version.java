// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.ledger;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * What a resource said at one time.
 *
 * @param specVersion version of its kind that wrote the spec
 */
public record Version(SortedMap<String, String> labels, JsonNode spec, int specVersion) {
    public Version(Map<String, String> labels, JsonNode spec, int specVersion) {
        this(new TreeMap<>(labels), spec, specVersion);
    }
}
