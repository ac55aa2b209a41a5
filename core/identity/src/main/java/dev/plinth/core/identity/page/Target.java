// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.identity.page;

import org.jspecify.annotations.Nullable;

/** Where somebody goes on after signing in: a path of this site, never another site. */
final class Target {
    /** The page of the own account. */
    static final String DEFAULT = "/sign-in/account";

    private Target() {}

    /** The wanted path, or the default when it is none or leads away. */
    static String safe(@Nullable String wanted) {
        if (wanted == null) {
            return DEFAULT;
        }
        boolean here = wanted.startsWith("/")
                && !wanted.startsWith("//")
                && wanted.indexOf('\\') < 0
                && wanted.chars().allMatch(c -> c > ' ' && c < 127);
        return here ? wanted : DEFAULT;
    }
}
