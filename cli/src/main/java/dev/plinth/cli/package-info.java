// SPDX-License-Identifier: Apache-2.0
/** The {@code plinth} command. */
@NullMarked
package dev.plinth.cli;

import org.jspecify.annotations.NullMarked;
