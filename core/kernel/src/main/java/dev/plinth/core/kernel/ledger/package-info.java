// SPDX-License-Identifier: Apache-2.0
/** The ledger: every change of a resource, with one gap-free global sequence. */
@NamedInterface("ledger")
@NullMarked
package dev.plinth.core.kernel.ledger;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
