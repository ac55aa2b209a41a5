// SPDX-License-Identifier: Apache-2.0
/** What is asked from outside, as its users would: over HTTP, TCP, TLS and DNS. Metrics are named as those of Prometheus' blackbox_exporter. */
@NullMarked
package dev.plinth.core.telemetry.metric.probe;

import org.jspecify.annotations.NullMarked;
