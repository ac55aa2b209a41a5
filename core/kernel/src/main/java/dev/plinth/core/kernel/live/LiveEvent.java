// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.live;

import dev.plinth.core.kernel.resource.ResourceKey;
import org.jspecify.annotations.Nullable;

/**
 * An item came up or changed, or went down.
 *
 * @param seq its number, without gaps, in the order of commits
 * @param item null when it went down
 */
public record LiveEvent(long seq, ResourceKey key, @Nullable LiveItem item) {}
