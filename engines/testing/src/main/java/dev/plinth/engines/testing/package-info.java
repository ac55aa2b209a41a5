// SPDX-License-Identifier: Apache-2.0
/** Real engines for tests, started once per JVM. */
@NullMarked
package dev.plinth.engines.testing;

import org.jspecify.annotations.NullMarked;
