// SPDX-License-Identifier: Apache-2.0
/** People: accounts, passwords, one-time links. */
@NullMarked
package dev.plinth.core.identity.user;

import org.jspecify.annotations.NullMarked;
