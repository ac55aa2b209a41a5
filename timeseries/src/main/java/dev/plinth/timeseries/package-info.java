// SPDX-License-Identifier: Apache-2.0
/**
 * Samples of many series in little room: as they come in, in memory while they are recent, and as blocks of bytes afterwards. Plain Java; it
 * opens no connection and knows no engine.
 */
@NullMarked
package dev.plinth.timeseries;

import org.jspecify.annotations.NullMarked;
