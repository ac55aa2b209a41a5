// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.live;

import dev.plinth.core.kernel.kind.Kind;

/** A kind of live item, declared by a room as a bean: its shape is described as that of a resource, but it is in no ledger. */
public record LiveKind<T extends Record>(Kind<T> shape) {
    public String name() {
        return shape.name();
    }
}
