// SPDX-License-Identifier: Apache-2.0
/** Each room's tables, in a schema of the room's own. */
@NamedInterface("migration")
@NullMarked
package dev.plinth.core.kernel.migration;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
