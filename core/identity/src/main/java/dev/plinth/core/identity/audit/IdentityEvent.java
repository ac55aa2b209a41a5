// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.identity.audit;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to a user or an app.
 *
 * @param subject {@code user:ada}, {@code app:orders}
 * @param actor who did it, as the ledger writes it
 * @param address where the request came from; null when Plinth did it by itself
 */
public record IdentityEvent(
        long id,
        Instant at,
        Type type,
        String subject,
        String actor,
        @Nullable String address,
        @Nullable String detail) {
    /** What can happen. */
    public enum Type {
        USER_CREATED,
        USER_CHANGED,
        USER_DELETED,
        SIGNED_IN,
        SIGN_IN_REFUSED,
        SIGNED_OUT,
        SESSIONS_ENDED,
        LINK_MADE,
        PASSWORD_CHANGED,
        SECRET_MADE,
        SECRET_DELETED,
        GRANT_REVOKED,
        REFRESH_TOKEN_REUSED;

        @JsonValue
        public String code() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
