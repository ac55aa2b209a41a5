// SPDX-License-Identifier: Apache-2.0
/** Kinds of resources: declared by a room as a record, with schema, validation and upcasters. */
@NamedInterface("kind")
@NullMarked
package dev.plinth.core.kernel.kind;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
