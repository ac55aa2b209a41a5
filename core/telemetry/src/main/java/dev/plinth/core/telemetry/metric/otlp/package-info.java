// SPDX-License-Identifier: Apache-2.0
/** Metrics of OpenTelemetry as series of Prometheus: pure conversion, with the names and labels that Prometheus 3 gives them. */
@NullMarked
package dev.plinth.core.telemetry.metric.otlp;

import org.jspecify.annotations.NullMarked;
