// SPDX-License-Identifier: Apache-2.0
/** Databases of apps: each has its own, with a role of its own that sees nothing else. */
@NullMarked
package dev.plinth.core.database;

import org.jspecify.annotations.NullMarked;
