// SPDX-License-Identifier: Apache-2.0
/** Live items: leased and happening, with a table and a counter of their own, never in the ledger. */
@NamedInterface("live")
@NullMarked
package dev.plinth.core.kernel.live;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
