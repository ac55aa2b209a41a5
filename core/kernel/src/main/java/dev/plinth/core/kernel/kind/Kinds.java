// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.kind;

import dev.plinth.core.kernel.resource.ResourceKey;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The kinds this core knows, and what each makes of a spec. */
public interface Kinds {
    Collection<Kind<?>> all();

    /** @throws dev.plinth.core.kernel.problem.ProblemException {@code KIND_UNKNOWN}, naming the known ones that come near */
    Kind<?> require(String name);

    /**
     * Reads a spec strictly: unknown fields, wrong types, broken constraints and inline secrets are refused, all named at once.
     *
     * @param at path prefix for violations: {@code spec} or {@code [2].spec}
     * @throws dev.plinth.core.kernel.problem.ProblemException {@code SPEC_INVALID}
     */
    Checked check(Kind<?> kind, String env, JsonNode spec, String at);

    /** The kind, or null when no room of this core declares it. */
    @Nullable
    Kind<?> find(String name);

    /** Raises a spec written by an older version to today's; reads leniently. */
    JsonNode upcast(Kind<?> kind, int specVersion, JsonNode spec);

    /** JSON Schema 2020-12 of the spec. */
    JsonNode schema(Kind<?> kind);

    /**
     * @param spec in canonical form: defaults filled in, fields in the record's order
     * @param references as {@link Kind#references}
     */
    record Checked(JsonNode spec, List<ResourceKey> references) {}
}
