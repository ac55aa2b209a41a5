// SPDX-License-Identifier: Apache-2.0
/** Finds series by their labels. */
@NullMarked
package dev.plinth.timeseries.index;

import org.jspecify.annotations.NullMarked;
