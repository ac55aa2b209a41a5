// SPDX-License-Identifier: Apache-2.0
/** Files that grow: which they are, whatever their name, and what is new in them. */
@NullMarked
package dev.plinth.agent.tail;

import org.jspecify.annotations.NullMarked;
