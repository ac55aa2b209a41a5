// SPDX-License-Identifier: Apache-2.0
/** Who is who: users, their sessions, apps and their secrets, and the OpenID Connect provider. */
@NullMarked
package dev.plinth.core.identity;

import org.jspecify.annotations.NullMarked;
