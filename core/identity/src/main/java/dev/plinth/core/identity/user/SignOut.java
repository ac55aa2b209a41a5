// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.identity.user;

import java.util.UUID;

/** Ends what somebody is signed in to. */
public interface SignOut {
    /** All sessions, and all that was granted to apps and devices; in the transaction of the caller if there is one. */
    void everywhere(UUID user);
}
