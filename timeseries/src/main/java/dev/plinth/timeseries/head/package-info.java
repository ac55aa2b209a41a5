// SPDX-License-Identifier: Apache-2.0
/** Recent samples in memory, as they come in and as queries want them. */
@NullMarked
package dev.plinth.timeseries.head;

import org.jspecify.annotations.NullMarked;
