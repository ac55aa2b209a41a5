// SPDX-License-Identifier: Apache-2.0
/** Topics of the room, and how to reach Kafka. */
@NullMarked
package dev.plinth.core.telemetry.kafka;

import org.jspecify.annotations.NullMarked;
