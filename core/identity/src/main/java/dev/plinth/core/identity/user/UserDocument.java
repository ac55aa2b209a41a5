// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.identity.user;

import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What can be decided about a user.
 *
 * @param groups none if absent
 * @param disabled false if absent; nobody signs in to a disabled account, and its sessions end
 */
record UserDocument(
        @Nullable @Size(min = 1, max = 200) String displayName,
        @Nullable @Email @Size(max = 254) String email,
        @Nullable List<@jakarta.validation.constraints.Pattern(regexp = "[a-z0-9][a-z0-9-]{0,62}") String> groups,
        @Nullable Boolean disabled) {}
