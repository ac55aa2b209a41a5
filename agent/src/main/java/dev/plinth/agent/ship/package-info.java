// SPDX-License-Identifier: Apache-2.0
/** From what was read to what Plinth has taken. */
@NullMarked
package dev.plinth.agent.ship;

import org.jspecify.annotations.NullMarked;
