// SPDX-License-Identifier: Apache-2.0
package dev.plinth.gateway.session;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who is behind a token or a session.
 *
 * @param principal as role bindings name it: {@code user:ada}, {@code app:orders}
 * @param session of single sign-on; null for apps
 * @param grant of one app; null in sessions of this gateway
 * @param issuedAt and {@code expiresAt}: seconds since 1970
 */
public record Identity(
        String subject,
        @Nullable String principal,
        @Nullable String username,
        @Nullable String name,
        List<String> groups,
        @Nullable String session,
        @Nullable String grant,
        List<String> audience,
        long issuedAt,
        long expiresAt) {}
