// SPDX-License-Identifier: Apache-2.0
/** Serves the console to browsers. */
@NullMarked
package dev.plinth.core.console;

import org.jspecify.annotations.NullMarked;
