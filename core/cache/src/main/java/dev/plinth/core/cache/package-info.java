// SPDX-License-Identifier: Apache-2.0
/** Cache spaces of apps: parts of one Redis that do not see each other. */
@NullMarked
package dev.plinth.core.cache;

import org.jspecify.annotations.NullMarked;
