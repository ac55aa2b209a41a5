// SPDX-License-Identifier: Apache-2.0
/** Takes logs and traces by OTLP, and acknowledges what Kafka has. */
@NullMarked
package dev.plinth.core.telemetry.ingest;

import org.jspecify.annotations.NullMarked;
