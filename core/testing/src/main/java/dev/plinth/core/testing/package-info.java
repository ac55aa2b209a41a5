// SPDX-License-Identifier: Apache-2.0
/** A running core for the tests of every room. */
@NullMarked
package dev.plinth.core.testing;

import org.jspecify.annotations.NullMarked;
