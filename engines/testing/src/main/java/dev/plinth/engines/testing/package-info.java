// SPDX-License-Identifier: Apache-2.0
/** Real engines for tests: one PostgreSQL for all, and others for whoever kills them. */
@NullMarked
package dev.plinth.engines.testing;

import org.jspecify.annotations.NullMarked;
