// SPDX-License-Identifier: Apache-2.0
/** Everything that was decided, in one file, and back. */
@NamedInterface("backup")
@NullMarked
package dev.plinth.core.kernel.backup;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
