// SPDX-License-Identifier: Apache-2.0
/** Sealed values that can be written and used but never read back. */
@NamedInterface("secret")
@NullMarked
package dev.plinth.core.kernel.secret;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
