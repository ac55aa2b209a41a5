// SPDX-License-Identifier: Apache-2.0
/** What an engine is, and what it needs from the machine it runs on. */
@NullMarked
package dev.plinth.engines;

import org.jspecify.annotations.NullMarked;
