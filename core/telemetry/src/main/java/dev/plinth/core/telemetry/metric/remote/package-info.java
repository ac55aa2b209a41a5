// SPDX-License-Identifier: Apache-2.0
/** Metrics in a store of yours that speaks as Prometheus does: remote-write, remote-read and its HTTP API. */
@NullMarked
package dev.plinth.core.telemetry.metric.remote;

import org.jspecify.annotations.NullMarked;
