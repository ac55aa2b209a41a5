// SPDX-License-Identifier: Apache-2.0
/** What happened to whom: sign-ins, links, secrets, revocations. */
@NullMarked
package dev.plinth.core.identity.audit;

import org.jspecify.annotations.NullMarked;
