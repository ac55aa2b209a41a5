// SPDX-License-Identifier: Apache-2.0
/** Following a numbered table of PostgreSQL. */
@NullMarked
package dev.plinth.core.kernel.tail;

import org.jspecify.annotations.NullMarked;
