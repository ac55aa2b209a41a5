// SPDX-License-Identifier: Apache-2.0
/** OAuth 2.1 and OpenID Connect, on Spring Authorization Server with tables of our own. */
@NullMarked
package dev.plinth.core.identity.oauth;

import org.jspecify.annotations.NullMarked;
