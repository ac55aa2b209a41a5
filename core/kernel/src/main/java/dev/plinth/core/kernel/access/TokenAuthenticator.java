// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.access;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** Recognises bearer tokens (RFC 6750) of one sort. A room adds its own as a bean. */
public interface TokenAuthenticator {
    /** Whose token it is, or null when it is none that this authenticator knows. */
    @Nullable
    Principal authenticate(String token, InetAddress from);
}
