// SPDX-License-Identifier: Apache-2.0
/** Redis as a child process. */
@NullMarked
package dev.plinth.engines.redis;

import org.jspecify.annotations.NullMarked;
