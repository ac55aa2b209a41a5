// SPDX-License-Identifier: Apache-2.0
/** The keys that sign tokens: sealed in the database, rotated, published by watch. */
@NullMarked
package dev.plinth.core.identity.key;

import org.jspecify.annotations.NullMarked;
