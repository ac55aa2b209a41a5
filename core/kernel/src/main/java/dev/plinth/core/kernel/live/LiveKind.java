// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.live;

import dev.plinth.core.kernel.kind.Kind;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/**
 * A kind of live item, declared by a room as a bean: its shape is described as that of a resource, but it is in no ledger.
 *
 * @param namePrefix what the name of an item with that spec must begin with, so that rights on names are rights on what the item says it
 *     is; empty for anything
 */
public record LiveKind<T extends Record>(Kind<T> shape, Function<JsonNode, String> namePrefix) {
    public LiveKind(Kind<T> shape) {
        this(shape, spec -> "");
    }

    public String name() {
        return shape.name();
    }
}
