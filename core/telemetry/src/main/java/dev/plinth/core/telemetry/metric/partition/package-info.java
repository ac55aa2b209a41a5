// SPDX-License-Identifier: Apache-2.0
/** Recent samples of the partitions that this core owns: read from the log, held in memory, and cut into blocks. */
@NullMarked
package dev.plinth.core.telemetry.metric.partition;

import org.jspecify.annotations.NullMarked;
