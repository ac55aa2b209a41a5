// SPDX-License-Identifier: Apache-2.0
/** Logs and traces: taken by OTLP, kept in Kafka until OpenSearch has them, and found again. */
@NullMarked
package dev.plinth.core.telemetry;

import org.jspecify.annotations.NullMarked;
