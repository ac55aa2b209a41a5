// SPDX-License-Identifier: Apache-2.0
/** What is revoked before it expires, published by watch so that no check needs a call. */
@NullMarked
package dev.plinth.core.identity.revocation;

import org.jspecify.annotations.NullMarked;
