// SPDX-License-Identifier: Apache-2.0
/** Random values that prove something: given out once, kept as a hash. */
@NullMarked
package dev.plinth.core.identity.token;

import org.jspecify.annotations.NullMarked;
