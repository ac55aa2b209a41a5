// SPDX-License-Identifier: Apache-2.0
/** Takes logs, traces and metrics, and acknowledges what Kafka has; and alerts, for the room that tells people of them. */
@NamedInterface("ingest")
@NullMarked
package dev.plinth.core.telemetry.ingest;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
