// SPDX-License-Identifier: Apache-2.0
/** Resources: one shape, one API, held in memory and built by reading the ledger forward. */
@NamedInterface("resource")
@NullMarked
package dev.plinth.core.kernel.resource;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
