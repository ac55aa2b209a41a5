// SPDX-License-Identifier: Apache-2.0
/** PostgreSQL as a child process. */
@NullMarked
package dev.plinth.engines.postgres;

import org.jspecify.annotations.NullMarked;
