// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.resource;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A resource as the API writes it; null members are left out.
 *
 * @param env absent for resources of global scope
 * @param labels absent, as the rest but the revision, when it tells of a deletion
 * @param revision number of the change that left it so
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ResourceDocument(
        String kind,
        @Nullable String env,
        String name,
        @Nullable Map<String, String> labels,
        @Nullable JsonNode spec,
        @Nullable Integer specVersion,
        long revision,
        @Nullable Instant updatedAt,
        @Nullable String updatedBy) {
    public static ResourceDocument of(Resource resource) {
        ResourceKey key = resource.key();
        return new ResourceDocument(
                key.kind(),
                env(key),
                key.name(),
                resource.labels(),
                resource.spec(),
                resource.specVersion(),
                resource.revision(),
                resource.updatedAt(),
                resource.updatedBy());
    }

    public static ResourceDocument deleted(ResourceKey key, long revision) {
        return new ResourceDocument(key.kind(), env(key), key.name(), null, null, null, revision, null, null);
    }

    private static @Nullable String env(ResourceKey key) {
        return key.isGlobal() ? null : key.env();
    }
}
