// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.identity.key;

/** Claims of our tokens beyond those of the standards. */
public final class Claims {
    /** Who it is, as the ledger and role bindings say it: {@code user:ada}, {@code app:orders}. */
    public static final String PRINCIPAL = "principal";

    public static final String GROUPS = "groups";

    /** The session of single sign-on (OpenID Connect Front-Channel Logout). */
    public static final String SESSION = "sid";

    /** The authorization that the token comes from; revoked as one. */
    public static final String GRANT = "gid";

    /** Audience, and scope that asks for it: the API of Plinth itself. */
    public static final String PLINTH = "plinth";

    private Claims() {}
}
