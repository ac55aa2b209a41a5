// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.kind;

import dev.plinth.core.kernel.resource.Resource;
import dev.plinth.core.kernel.resource.ResourceKey;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A kind of durable resource, declared by a room as a bean.
 *
 * @param name CamelCase, singular: {@code RoleBinding}
 * @param description one sentence for people, shown by editors and the console
 * @param specType record with Bean Validation annotations; its Javadoc-like texts come from {@code @JsonPropertyDescription}
 * @param specVersion version that this program writes, from 1
 * @param upcasters by version n: raises a spec from n to n + 1; one for each version below {@code specVersion}
 * @param references what a spec in an environment points to; each must exist, and none can be deleted while pointed to
 */
public record Kind<T extends Record>(
        String name,
        Scope scope,
        String description,
        Class<T> specType,
        int specVersion,
        Map<Integer, UnaryOperator<ObjectNode>> upcasters,
        BiFunction<T, String, List<ResourceKey>> references) {
    private static final JsonMapper LENIENT = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    public Kind {
        upcasters = Map.copyOf(upcasters);
        for (int version = 1; version < specVersion; version++) {
            if (!upcasters.containsKey(version)) {
                throw new IllegalArgumentException(name + ": no upcaster from version " + version
                        + " (expected: one for each below " + specVersion + ")");
            }
        }
    }

    /** A kind in its first version, which points to nothing. */
    public static <T extends Record> Kind<T> of(String name, Scope scope, String description, Class<T> specType) {
        return new Kind<>(name, scope, description, specType, 1, Map.of(), (spec, env) -> List.of());
    }

    public Kind<T> withReferences(BiFunction<T, String, List<ResourceKey>> references) {
        return new Kind<>(name, scope, description, specType, specVersion, upcasters, references);
    }

    /** The spec of a resource of this kind, as a core has it in memory; fields of a newer program are passed over. */
    public T read(Resource resource) {
        return LENIENT.treeToValue(resource.spec(), specType);
    }
}
