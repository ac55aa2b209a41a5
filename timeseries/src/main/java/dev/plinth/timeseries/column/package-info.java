// SPDX-License-Identifier: Apache-2.0
/**
 * Columns of samples as bits.
 *
 * <p>Times are differences of differences, as in Gorilla (Pelkonen et al., VLDB 2015). Values are written in the shortest of four ways:
 * one value for all; whole numbers after a power of ten, as differences in a Golomb-Rice code; or exclusive or with the one before, as
 * in Gorilla. Counters and what is measured with a few digits, which is nearly everything, are whole numbers.
 */
@NullMarked
package dev.plinth.timeseries.column;

import org.jspecify.annotations.NullMarked;
