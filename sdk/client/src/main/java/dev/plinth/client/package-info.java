// SPDX-License-Identifier: Apache-2.0
/** Keeping up with a Plinth: what it has decided comes by watch, what runs here is registered with a lease. */
@NullMarked
package dev.plinth.client;

import org.jspecify.annotations.NullMarked;
