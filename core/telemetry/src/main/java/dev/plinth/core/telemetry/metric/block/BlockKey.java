// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.block;

/**
 * Names a block.
 *
 * @param begin of its window, in milliseconds
 * @param part number among the blocks of the window and partition
 */
public record BlockKey(long begin, int partition, int part) {}
