// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.access;

import java.util.Set;

/**
 * Who asks, once authenticated.
 *
 * @param name as the ledger writes it: {@code local:root}, {@code process:gateway}, {@code user:ada}, {@code app:orders}
 * @param groups names that bindings may also name: {@code group:operators}
 */
public record Principal(String name, Set<String> groups) {
    /** Plinth itself, at its first start; it may do everything and nobody can sign in as it. */
    public static final Principal SYSTEM = new Principal("system", Set.of());

    public Principal {
        groups = Set.copyOf(groups);
    }
}
