// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.ledger;

import dev.plinth.core.kernel.resource.ResourceKey;
import java.util.List;

/**
 * What came of an {@link Intent}.
 *
 * @param position the ledger's last sequence number after it; a read may ask for at least that
 * @param changes those written (or, in a dry run, those that would be, with the numbers they would get)
 * @param unchanged what already was as wanted, and so is not in the ledger again
 */
public record Outcome(long position, List<Change> changes, List<ResourceKey> unchanged) {}
